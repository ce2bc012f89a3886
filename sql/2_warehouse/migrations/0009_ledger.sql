-- What has been done, in order: every load, issue, delivery and decision. The same lines are kept outside the warehouse.

create table warehouse.ledger_line (
    line integer not null,
    event varchar not null,
    month integer,
    noted_on date not null,
    facts varchar not null
);
