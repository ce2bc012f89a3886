-- One row per person who has died or moved away and still holds an identity or is on the month's list or early watch, or is on either and has
-- left insurance.
-- Basis: R103, 000 二(六) (组织专人入户了解情况): whoever visits is told before; the year's cost stays in all totals. 004 三(三): struck off in time.
-- The amount is the warning's. Reads: work_person, strongest, screen.warning. Parameters: $year, $month.
with

listed as (
    select
        person_id,
        max(amount) as amount,
    from screen.warning
    where month = $year * 100 + $month and not early_watch and status in ('new', 'continuing', 'escalated')
    group by person_id
),

watched as (
    select distinct person_id
    from screen.warning
    where month = $year * 100 + $month and early_watch
),

list_departed as (
    select
        'departed' as list,
        work_person.person_id,
        work_person.resdbook_no,
        cast(null as varchar) as setl_id,
        strongest.identity,
        cast(null as varchar) as layer,
        listed.amount,
        cast(null as decimal(16,2)) as compared,
        work_person.insured_state as reason,
    from work_person
    left join strongest on strongest.person_id = work_person.person_id
    left join listed on listed.person_id = work_person.person_id
    left join watched on watched.person_id = work_person.person_id
    where work_person.insured_state in ('died', 'moved')
        and (strongest.person_id is not null or listed.person_id is not null or watched.person_id is not null)
        or work_person.insured_state = 'stopped' and (listed.person_id is not null or watched.person_id is not null)
)

select * from list_departed
