package com.remitflex.web.dashboard.home;

import com.remitflex.features.members.people.Membership;
import com.remitflex.features.members.people.Permission;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The accounts of a user who is a member of more than the navigation shows. */
public final class AccountPages {
  private static final int PAGE_SIZE = 25;
  private static final List<String> FILTERS = List.of("q");

  public void addTo(Pages pages) {
    pages.get("/accounts", Permission.VIEW, this::list);
  }

  /** In the order of the accounts' IDs, which is that of their creation. */
  private Response list(PageRequest request) {
    Filters filters = new Filters(request, FILTERS);
    String text = request.query().text("q").strip();
    String after = request.query().text("after");
    List<Membership> found =
        request.session().memberships().stream().filter(one -> matches(one, text)).toList();
    List<Membership> rest =
        found.stream().filter(one -> one.accountId().compareTo(after) > 0).toList();
    List<Membership> page = rest.stream().limit(PAGE_SIZE).toList();
    Map<String, Object> model = new HashMap<>();
    model.put("accounts", page);
    model.put("total", (long) found.size());
    model.put("q", text);
    model.put("filters", filters.chips());
    model.put("first", filters.first());
    model.put(
        "next", rest.size() > page.size() ? filters.next("after", page.getLast().accountId()) : "");
    return request.page("accounts.jte", "Accounts", model);
  }

  private static boolean matches(Membership membership, String text) {
    return membership.accountId().equals(text)
        || lower(membership.accountName()).contains(lower(text));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
