package com.remitflex.web.dashboard.site;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonReader;
import com.remitflex.web.dashboard.forms.Form;
import java.nio.charset.StandardCharsets;

/** The fields of a form as the JSON body of the same request to the API. */
public final class JsonForm {
  private static final String NUMBER = "-?[0-9]{1,40}(\\.[0-9]{1,40})?";

  private final Form form;
  private final ObjectNode body = Json.object();

  public JsonForm(Form form) {
    this.form = form;
  }

  /** Adds a string, unless the field is empty. */
  public JsonForm text(String name, String field) {
    form.find(field).ifPresent(value -> body.put(name, value.strip()));
    return this;
  }

  /** Adds a number, unless the field is empty. Text that is not a number is added as a string. */
  public JsonForm number(String name, String field) {
    form.find(field)
        .map(String::strip)
        .ifPresent(value -> {
          String plain = value.replace(",", "");
          if (plain.matches(NUMBER)) {
            body.putRawValue(name, new RawValue(plain));
          } else {
            body.put(name, value);
          }
        });
    return this;
  }

  /** Adds an object of strings with the names of the fields, unless all of them are empty. */
  public JsonForm texts(String name, String... fields) {
    ObjectNode object = Json.object();
    for (String field : fields) {
      form.find(field).ifPresent(value -> object.put(field, value.strip()));
    }
    if (!object.isEmpty()) {
      body.set(name, object);
    }
    return this;
  }

  public ObjectNode body() {
    return body;
  }

  public String json() {
    return Json.text(body);
  }

  /** The body as the API parses it. */
  public JsonObject read() {
    return read(body);
  }

  /** As {@link #read()}, for a body to which fields were added. */
  public static JsonObject read(ObjectNode body) {
    return JsonReader.object(Json.text(body).getBytes(StandardCharsets.UTF_8));
  }
}
