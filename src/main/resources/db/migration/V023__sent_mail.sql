-- A mail that was sent or given up keeps no text: what it said concerns only its recipient. The row
-- stays for 30 days, so that an operator sees what was sent to whom.

UPDATE mail SET body = '' WHERE sent_at IS NOT NULL OR due_at = 'infinity';
CREATE INDEX mail_created ON mail (created_at);
