package com.remitflex.web.dashboard.payments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import com.remitflex.platform.json.Json;
import com.remitflex.web.dashboard.forms.Form;

/** The fields of a form as the JSON body of a curl example. */
final class CurlJson {
  private static final String NUMBER = "-?[0-9]{1,40}(\\.[0-9]{1,40})?";

  private final Form form;
  private final ObjectNode body = Json.object();

  CurlJson(Form form) {
    this.form = form;
  }

  /** Adds a string, unless the field is empty. */
  CurlJson text(String name, String field) {
    form.find(field).ifPresent(value -> body.put(name, value.strip()));
    return this;
  }

  /** Adds a number, unless the field is empty. Text that is not a number is added as a string. */
  CurlJson number(String name, String field) {
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
  CurlJson texts(String name, String... fields) {
    ObjectNode object = Json.object();
    for (String field : fields) {
      form.find(field).ifPresent(value -> object.put(field, value.strip()));
    }
    if (!object.isEmpty()) {
      body.set(name, object);
    }
    return this;
  }

  /** Adds a recipient that is a wallet, unless both fields are empty. */
  CurlJson wallet(String networkField, String addressField) {
    ObjectNode wallet = Json.object();
    form.find(networkField).ifPresent(value -> wallet.put("network", value.strip()));
    form.find(addressField).ifPresent(value -> wallet.put("address", value.strip()));
    if (!wallet.isEmpty()) {
      body.withObject("/recipient").set("wallet", wallet);
    }
    return this;
  }

  String json() {
    return Json.text(body);
  }
}
