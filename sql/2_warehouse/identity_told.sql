-- One row per person, identity and first day of a run that the rosters state, with the last day as far as rosters say.
-- Basis: 003 art. 13 (from the day of recognition); day bounds inclusive.
-- A roster that is a month's full snapshot says who holds what on its day: whoever is missing from the next snapshot of the
-- same source has lost it by then. Of two rows with the same start, a stated end wins over none, and the later end over the earlier.
-- A row without an end is ended by the next one of the same person, identity and source that begins later and states its end: the last
-- word on a span holds. One that begins earlier ends nothing: a grant that followed it would be lost (no person is lost).
-- Reads: warehouse.identity_row, warehouse.alias.
-- Example: 低保 from 2023-01-01 without an end, and 低保 2023-02-01 to 2023-03-31, both of 民政: held from 2023-01-01 to 2023-03-31.
-- Example: snapshots of 2023-01-31 and 2023-02-28 with the person, 2023-03-31 without: held from 2023-01-31 to 2023-03-30.
with

resolved as (
    select
        coalesce(alias.person_id, identity_row.person_id) as person_id,
        identity_row.identity,
        identity_row.source,
        identity_row.as_of,
        coalesce(identity_row.begndate, identity_row.as_of) as begins,
        identity_row.enddate,
        identity_row.learned_on,
    from warehouse.identity_row as identity_row
    left join warehouse.alias as alias on alias.alias_id = identity_row.person_id
),

snapshots as (
    select distinct source, as_of
    from resolved
    where as_of is not null
),

following as (
    select
        source,
        as_of,
        lead(as_of) over (partition by source order by as_of) as next_as_of,
    from snapshots
),

closing as (
    select
        person_id,
        identity,
        source,
        begins,
        max(enddate) as ends,
    from resolved
    where as_of is null and enddate is not null
    group by person_id, identity, source, begins
),

said as (
    select
        resolved.person_id,
        resolved.identity,
        resolved.begins,
        case
            when following.next_as_of is not null then least(coalesce(resolved.enddate, date '9999-12-31'), cast(following.next_as_of - 1 as date))
            when resolved.as_of is not null then coalesce(resolved.enddate, date '9999-12-31')
            else resolved.enddate
        end as ends,
        case when resolved.as_of is null then coalesce(closing.ends, date '9999-12-31') end as ends_if_unstated,
        resolved.learned_on,
    from resolved
    left join following on following.source = resolved.source and following.as_of = resolved.as_of
    asof left join closing
        on closing.person_id = resolved.person_id
        and closing.identity = resolved.identity
        and closing.source = resolved.source
        and resolved.begins < closing.begins
),

identity_told as (
    select
        person_id,
        identity,
        begins,
        coalesce(max(ends), max(ends_if_unstated) filter (ends is null), date '9999-12-31') as ends,
        min(learned_on) as learned_on,
    from said
    group by person_id, identity, begins
)

select * from identity_told
