-- One row per decision that ends an identity: the first day without it, the day up to which rosters had spoken before it, and the day on
-- which a full roster says it again, if one does.
-- Basis: 003 art. 17; the last word holds: a department's decision ends what rosters of any source had said before it, and the first full
-- snapshot of a later day that has the person on it is a later word. Reads: identity_decision, warehouse.identity_row, warehouse.alias.
with

snapshot as (
    select
        coalesce(alias.person_id, identity_row.person_id) as person_id,
        identity_row.identity,
        identity_row.as_of,
    from warehouse.identity_row as identity_row
    left join warehouse.alias as alias on alias.alias_id = identity_row.person_id
    where identity_row.as_of is not null and (identity_row.enddate is null or identity_row.enddate >= identity_row.as_of)
),

ended as (
    select
        person_id,
        identity,
        begndate as stops_on,
        max(decided_on) as decided_on,
    from identity_decision
    where span = 'ends'
    group by person_id, identity, begndate
),

identity_stopped as (
    select
        ended.person_id,
        ended.identity,
        ended.stops_on,
        greatest(ended.stops_on, cast(ended.decided_on + 1 as date)) as speaks_until,
        coalesce(min(snapshot.as_of), date '9999-12-31') as again_on,
    from ended
    left join snapshot
        on snapshot.person_id = ended.person_id
        and snapshot.identity = ended.identity
        and snapshot.as_of > greatest(ended.stops_on, ended.decided_on)
    group by ended.person_id, ended.identity, ended.stops_on, ended.decided_on
)

select * from identity_stopped
