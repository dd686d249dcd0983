-- Neither its first column nor its condition is that of another index, so that no plan can use
-- another one for the search by an object (DeliveryStore.DUE_IN_ORDER).
DROP INDEX webhook_delivery_order;
CREATE INDEX webhook_delivery_order ON webhook_delivery (subject, endpoint_id, seq)
  WHERE ended_at IS NULL AND is_ordered;
