-- One row: how many spans of identity the load ends or shortens, how many of its own open ones are ended by what was there before, and whether
-- the load is a full snapshot in which no row names its source.
-- Basis: promise 2, no person is lost unnoticed: two offices whose snapshots name no source end each other's spans.
-- Reads: identity_span_new, warehouse.identity_span, warehouse.identity_row, warehouse.alias.
-- Parameters: $base, the row_id before the batch's first record.
with

before as (
    select
        coalesce(alias.person_id, span.person_id) as person_id,
        span.identity,
        span.ends,
    from warehouse.identity_span as span
    left join warehouse.alias as alias on alias.alias_id = span.person_id
),

shortened as (
    select before.person_id
    from before
    anti join identity_span_new as after
        on after.person_id = before.person_id
        and after.identity = before.identity
        and before.ends between after.begins and after.ends
),

loaded as (
    select
        coalesce(alias.person_id, identity_row.person_id) as person_id,
        identity_row.identity,
        identity_row.as_of,
        identity_row.enddate,
        identity_row.source,
    from warehouse.identity_row as identity_row
    left join warehouse.alias as alias on alias.alias_id = identity_row.person_id
    where identity_row.row_id > $base
),

ended_at_once as (
    select distinct loaded.person_id, loaded.identity
    from loaded
    anti join identity_span_new as after
        on after.person_id = loaded.person_id and after.identity = loaded.identity and after.ends = date '9999-12-31'
    where loaded.enddate is null
),

span_ended as (
    select
        (select count(*) from shortened) as shortened_count,
        (select count(*) from ended_at_once) as ended_at_once_count,
        coalesce(bool_and(as_of is not null and source = ''), false) as is_nameless_snapshot,
    from loaded
)

select * from span_ended
