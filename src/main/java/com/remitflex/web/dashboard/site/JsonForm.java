package com.remitflex.web.dashboard.site;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonReader;
import com.remitflex.web.dashboard.forms.Form;
import java.nio.charset.StandardCharsets;

/** A form as the body that the API takes, so that both are read by the same rules. */
public final class JsonForm {
  private static final String NUMBER = "-?[0-9]{1,40}(\\.[0-9]{1,40})?";

  private final Form form;
  private final ObjectNode body = Json.object();

  public JsonForm(Form form) {
    this.form = form;
  }

  /** A member that is a text, when the field has one. */
  public JsonForm text(String member, String field) {
    form.find(field).ifPresent(value -> body.put(member, value.strip()));
    return this;
  }

  /** A member that is a number; what is none goes on as it is, to be refused by name. */
  public JsonForm number(String member, String field) {
    form.find(field)
        .map(String::strip)
        .ifPresent(value -> {
          String plain = value.replace(",", "");
          if (plain.matches(NUMBER)) {
            body.putRawValue(member, new RawValue(plain));
          } else {
            body.put(member, value);
          }
        });
    return this;
  }

  /** An object of texts, when any of its fields has one; the fields are named as its members. */
  public JsonForm texts(String member, String... fields) {
    ObjectNode object = Json.object();
    for (String field : fields) {
      form.find(field).ifPresent(value -> object.put(field, value.strip()));
    }
    if (!object.isEmpty()) {
      body.set(member, object);
    }
    return this;
  }

  public ObjectNode body() {
    return body;
  }

  public String json() {
    return Json.text(body);
  }

  /** The body, read as the API reads it. */
  public JsonObject read() {
    return read(body);
  }

  /** As {@link #read()}, of a body to which more was added. */
  public static JsonObject read(ObjectNode body) {
    return JsonReader.object(Json.text(body).getBytes(StandardCharsets.UTF_8));
  }
}
