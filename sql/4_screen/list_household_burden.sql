-- One row per household with a holder among its members whose burdens of the year together are over the line.
-- Basis: 001 三.6 (对个人及家庭自付医疗费用负担仍然较重的，进一步加大救助力度). Only members with a household number are added up (R104).
-- Reads: work_person, list_member, warehouse.person_row, warehouse.alias, settle.burden. Parameters: $year, $month, $month_end; $over, yuan.
with

household as (
    select distinct work_person.resdbook_no
    from list_member
    join work_person using (person_id)
    where list_member.list = 'household_burden' and work_person.resdbook_no is not null
),

-- Where each person was last rostered: who has moved out is no member any more; the earliest roster also speaks for the days before it.
last_roster as (
    select
        coalesce(alias.person_id, person_row.person_id) as person_id,
        person_row.resdbook_no,
    from warehouse.person_row as person_row
    left join warehouse.alias as alias on alias.alias_id = person_row.person_id
    qualify row_number() over (
        partition by coalesce(alias.person_id, person_row.person_id)
        order by person_row.as_of > $month_end, abs(person_row.as_of - cast($month_end as date)), person_row.paus_insu_date is not null, person_row.resdbook_no
    ) = 1
),

member as (
    select
        last_roster.resdbook_no,
        last_roster.person_id,
    from last_roster
    semi join household using (resdbook_no)
),

figures as (
    select burden.*
    from settle.burden as burden
    semi join member using (person_id)
    where burden.year = $year and burden.month <= $month
    qualify row_number() over (partition by burden.person_id order by burden.month desc) = 1
),

household_sum as (
    select
        member.resdbook_no,
        sum(figures.burden) as burden,
    from member
    join figures using (person_id)
    group by member.resdbook_no
),

list_household_burden as (
    select
        'household_burden' as list,
        cast(null as bigint) as person_id,
        household_sum.resdbook_no,
        cast(null as varchar) as setl_id,
        cast(null as varchar) as identity,
        cast(null as varchar) as layer,
        cast(household_sum.burden as decimal(16,2)) as amount,
        cast($over as decimal(16,2)) as compared,
        'household_over' as reason,
    from household_sum
    where household_sum.burden > cast($over as decimal(16,2))
)

select * from list_household_burden
