-- Identity numbers that became others, as operators registered or withdrew it; which link holds is worked out from all rows.

create table warehouse.renumbered_row (
    row_id bigint not null,
    old_id bigint not null,
    new_id bigint not null,
    changed_on date not null,
    is_withdrawal boolean not null,
    evidence varchar not null,
    handled_by varchar not null
);
