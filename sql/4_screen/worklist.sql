-- One row per finding of the month's worklists, with county, township and household of the person, or of the household's first member.
-- Basis: 000 二(二): the names go to the township of each (属地乡镇); nobody without one is dropped. Reads: found, work_person.
-- Parameters: $year, $month.
with

household_place as (
    select
        resdbook_no,
        min(county_code) as county_code,
        min(township_code) as township_code,
    from work_person
    where resdbook_no is not null
    group by resdbook_no
),

worklist as (
    select
        cast($year * 100 + $month as integer) as month,
        found.list,
        found.person_id,
        coalesce(found.resdbook_no, work_person.resdbook_no) as resdbook_no,
        found.setl_id,
        found.identity,
        found.layer,
        coalesce(work_person.county_code, household_place.county_code) as county_code,
        coalesce(work_person.township_code, household_place.township_code) as township_code,
        found.amount,
        found.compared,
        found.reason,
        work_person.insured_state,
    from found
    left join work_person using (person_id)
    left join household_place on household_place.resdbook_no = found.resdbook_no and found.person_id is null
)

select * from worklist
