package com.remitflex;

import com.remitflex.core.mail.MailMetrics;
import com.remitflex.core.mail.MailWorker;
import com.remitflex.features.apikeys.ratelimit.AddressRateLimiter;
import com.remitflex.features.members.People;

/** The users of the Dashboard, and the mail to them. */
record MemberParts(People people, MailWorker mail) {
  static MemberParts start(Node node) {
    People people =
        new People(
            node.database(),
            node.hasher(),
            node.audit(),
            node.config().publicUrl(),
            new AddressRateLimiter(node.config().signInsPerMinute(), node.clock()),
            node.clock());
    node.started(people.failedSignIns().start());
    MailMetrics metrics = new MailMetrics(node.meters());
    MailWorker mail =
        node.started(
            MailWorker.of(
                    node.database(),
                    node.config().smtp(),
                    people.links()::body,
                    metrics,
                    node.traces())
                .start());
    node.started(metrics.watch(node.database()));
    return new MemberParts(people, mail);
  }
}
