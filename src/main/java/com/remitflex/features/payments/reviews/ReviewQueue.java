package com.remitflex.features.payments.reviews;

import com.remitflex.features.compliance.reviews.Review;
import com.remitflex.features.compliance.reviews.ReviewStore;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentStore;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The reviews of all accounts, for the operator. */
public final class ReviewQueue {
  private final Database database;

  public ReviewQueue(Database database) {
    this.database = database;
  }

  /** The live reviews that wait for a decision, the oldest first. */
  public List<ReviewCase> waiting(int limit) {
    return withPayments(
        database.with(handle -> ReviewStore.waiting(handle, Environment.LIVE, limit)));
  }

  /** The live reviews that were decided, the last first. */
  public List<ReviewCase> decided(int limit) {
    return withPayments(
        database.with(handle -> ReviewStore.decided(handle, Environment.LIVE, limit)));
  }

  /** The live review with this ID. */
  public Optional<ReviewCase> find(String id) {
    return IdPrefix.REVIEW.matches(id)
        ? withPayments(
                database.with(handle -> ReviewStore.byId(handle, id)).stream()
                    .filter(review -> review.key().head().environment() == Environment.LIVE)
                    .toList())
            .stream()
            .findFirst()
        : Optional.empty();
  }

  /** The account's earlier payments to the same receiver, the newest first. */
  public List<Payment> earlier(Payment payment, int limit) {
    Set<PaymentKey> keys =
        Set.copyOf(database.with(handle -> ReceiverHistoryStore.keys(handle, payment, limit)));
    return PaymentStore.findAll(database, keys).values().stream()
        .sorted((one, other) -> Long.compare(other.number(), one.number()))
        .toList();
  }

  private List<ReviewCase> withPayments(List<Review> reviews) {
    Map<PaymentKey, Payment> payments =
        PaymentStore.findAll(
            database, reviews.stream().map(ReviewQueue::key).collect(Collectors.toSet()));
    return reviews.stream()
        .flatMap(review ->
            Optional.ofNullable(payments.get(key(review)))
                .map(payment -> new ReviewCase(review, payment))
                .stream())
        .toList();
  }

  private static PaymentKey key(Review review) {
    return new PaymentKey(review.key().head(), review.key().paymentId());
  }
}
