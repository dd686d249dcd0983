package com.remitflex.web.dashboard.webhooks;

import com.remitflex.features.webhooks.endpoints.EndpointSettings;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import com.remitflex.web.dashboard.forms.Form;
import com.remitflex.web.dashboard.forms.FormErrors;

/**
 * What the form of an endpoint shows: the values that were sent, or the endpoint's own.
 *
 * @param headers the lines that were sent; stored values are not shown again
 */
public record EndpointFields(
    String url,
    String eventTypes,
    String filter,
    String description,
    String headers,
    boolean strictOrder,
    String schedule,
    boolean disableAtEnd) {
  /** A new endpoint, with the URL of a link if nothing was sent yet. */
  static EndpointFields ofNew(Form form, String url) {
    EndpointFields sent = sent(form);
    return sent.url.isEmpty()
        ? new EndpointFields(url, "", "", "", "", false, "standard", false)
        : sent;
  }

  static EndpointFields of(WebhookEndpoint endpoint, Form form, FormErrors errors) {
    EndpointSettings settings = endpoint.settings();
    return errors.error().isPresent()
        ? sent(form)
        : new EndpointFields(
            settings.url(),
            String.join(", ", settings.eventTypes()),
            settings.filter().orElse(""),
            settings.description().orElse(""),
            "",
            settings.strictOrder(),
            settings.schedule().word(),
            settings.disableAtEnd());
  }

  private static EndpointFields sent(Form form) {
    return new EndpointFields(
        form.text("url"),
        form.text("event_types"),
        form.text("filter"),
        form.text("description"),
        form.text("headers"),
        form.find("strict_order").isPresent(),
        form.find("retry_schedule").orElse("standard"),
        form.find("disable_when_undeliverable").isPresent());
  }
}
