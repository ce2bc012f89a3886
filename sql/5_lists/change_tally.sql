-- One row per rule, township, identity, kind of change and cause: how many persons.
-- Basis: DESIGN: --plan says what would change. Reads: change_placed.
with

change_tally as (
    select
        rule,
        county_code,
        township_code,
        identity,
        change,
        cause,
        count(*) as row_count,
    from change_placed
    group by all
)

select * from change_tally
order by rule, county_code, township_code, identity, change, cause
