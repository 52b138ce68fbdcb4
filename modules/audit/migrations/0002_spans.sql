-- Which events one cause (an import, a comparison) has written: from and to in the chain, instead of an entry of an index for
-- every event. Events of one transaction follow each other in a chain, so a span is what one transaction wrote there.
CREATE TABLE event_span (
  chain BIGINT NOT NULL,
  cause TEXT NOT NULL,
  first_seq BIGINT NOT NULL,
  last_seq BIGINT NOT NULL,
  PRIMARY KEY (chain, cause, first_seq)
){without_rowid};
INSERT INTO event_span (chain, cause, first_seq, last_seq)
  SELECT chain, cause, min(seq), max(seq)
  FROM (SELECT chain, cause, seq, seq - row_number() OVER (PARTITION BY chain, cause ORDER BY seq) AS island
        FROM event WHERE cause <> '') e
  GROUP BY chain, cause, island;
DROP INDEX event_cause;
