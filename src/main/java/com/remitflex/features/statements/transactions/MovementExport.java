package com.remitflex.features.statements.transactions;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.lists.Order;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.http.api.Export;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.text.Csv;
import java.util.Map;
import java.util.Optional;

/** All movements that meet a filter, read and sent page by page. */
public final class MovementExport {
  private static final int PAGE = 1_000;

  private MovementExport() {}

  /** Limits how many exports of an account are sent at the same time. */
  @FunctionalInterface
  public interface StreamLimit {
    /**
     * The stream, which takes one of the account's places while it is sent.
     *
     * @throws com.remitflex.platform.errors.ApiException RATE_LIMIT_EXCEEDED
     */
    Response.Stream limited(String accountId, Response.Stream stream);
  }

  /** The lines of the export, which has a header. */
  public static Export.Pages pages(
      MovementService movements, HeadId head, MovementFilter filter, Order order) {
    // One thread writes the export; the position moves on with each page.
    PageQuery[] next = {new PageQuery(order, Optional.empty(), PAGE)};
    return to -> {
      Page<Movement> page = movements.page(head, filter, next[0]);
      for (Movement movement : page.items()) {
        to.write(MovementCsv.line(movement));
      }
      page.next().ifPresent(position -> next[0] = next[0].from(position));
      return page.next().isPresent();
    };
  }

  /** The download with this name. */
  public static Response download(String name, Response.Stream stream) {
    return Response.streaming(Csv.CONTENT_TYPE, stream)
        .with(Map.of("Content-Disposition", "attachment; filename=\"" + name + "\""));
  }
}
