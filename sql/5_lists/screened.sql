-- One row per first month with counted cost of the year, county and township: the persons who were screened, and what their cost is made of.
-- Basis: 000 二(六): everybody is screened every month (按月筛查), the year to date. The place is the one at the month's end, empty where none is known.
-- Reads: settle.burden. Parameters: $year, $month.
with

person as (
    select
        person_id,
        min(month) as first_month,
        max(month) as last_month,
    from settle.burden
    where year = $year and month <= $month
    group by person_id
),

screened as (
    select
        person.first_month as month,
        coalesce(burden.county_code, '') as county_code,
        coalesce(burden.township_code, '') as township_code,
        count(*) as persons,
        sum(burden.medfee) as medfee,
        sum(burden.basic) as basic,
        sum(burden.catastrophic) as catastrophic,
        sum(burden.assistance) as assistance,
        sum(burden.other_funds) as other_funds,
        sum(burden.hospital) as hospital,
        sum(burden.burden) as burden,
    from person
    join settle.burden as burden
        on burden.person_id = person.person_id and burden.year = $year and burden.month = person.last_month
    group by all
)

select * from screened
order by month, county_code, township_code
