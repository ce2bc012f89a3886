-- One row per issued month of the year, county and township, and for the year (month 0) by the latest place: persons on the list, new
-- ones among them, and those whom somebody has visited or who have been helped since, as far as is known.
-- Basis: 000 二(六) (组织专人入户了解情况，开展精准帮扶). Reads: listed, first_listed, followed.
with

person_month as (
    select
        month,
        county_code,
        township_code,
        person_id,
        bool_or(status = 'new') as is_new,
    from listed
    group by all
),

of_the_year as (
    select
        0 as month,
        county_code,
        township_code,
        person_id,
        true as is_new,
    from first_listed
),

counted_person as (
    select * from person_month
    union all
    select * from of_the_year
),

listed_place as (
    select
        counted_person.month,
        counted_person.county_code,
        counted_person.township_code,
        count(*) as warned,
        count(*) filter (counted_person.is_new) as new,
        count(*) filter (followed.is_visited) as visited,
        count(*) filter (followed.is_helped) as helped,
        count(*) filter (followed.is_helped and not followed.is_visited) as helped_unvisited,
    from counted_person
    join followed using (person_id)
    group by all
)

select * from listed_place
order by month, county_code, township_code
