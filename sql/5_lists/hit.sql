-- One row per rule: persons on its lists of the year, and how many of them were visited, helped, or found to be without risk since.
-- Basis: 003 art. 17; 000 二(六). Reads: listed, followed.
with

warned as (
    select distinct
        rule,
        person_id,
    from listed
),

hit as (
    select
        warned.rule,
        count(*) as warned,
        count(*) filter (followed.is_visited) as visited,
        count(*) filter (followed.is_helped) as helped,
        count(*) filter (followed.is_without_risk and not followed.is_helped) as without_risk,
    from warned
    join followed using (person_id)
    group by warned.rule
)

select * from hit
order by rule
