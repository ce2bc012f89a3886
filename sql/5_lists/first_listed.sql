-- One row per person on a list of the year: the month of the first, and the place that the latest one had.
-- Basis: POLICY section 2: the calendar year. Reads: listed.
with

latest as (
    select
        person_id,
        county_code,
        township_code,
    from listed
    qualify row_number() over (partition by person_id order by month desc, row_no) = 1
),

first_listed as (
    select
        listed.person_id,
        min(listed.month) as month,
        last_day(make_date(min(listed.month) // 100, min(listed.month) % 100, 1)) as month_end,
        latest.county_code,
        latest.township_code,
    from listed
    join latest using (person_id)
    group by all
)

select * from first_listed
