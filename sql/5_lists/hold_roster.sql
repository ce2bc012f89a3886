-- One row per kind of roster: the newest day of which one that has come speaks (its own day, else the day of loading).
-- Basis: 000 二(二): rosters come every month; RELIABILITY R48. Reads: intake.load_batch.
with

hold_roster as (
    select
        kind,
        max(coalesce(as_of, loaded_on)) as newest,
    from intake.load_batch
    where kind in ('persons', 'identities') and accepted > 0
    group by kind
)

select * from hold_roster
order by kind
