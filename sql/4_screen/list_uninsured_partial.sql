-- One row per person on the rosters whose premium is subsidised in part and who is not insured on the month's last day.
-- Basis: 000 二(二) (未参保的定额资助参保对象，将名单分发至属地乡镇进行参保动员), 004 三(一) (逐一核实、逐一销号). Of several identities the
-- fully subsidised one decides (就高不重复, 003 art. 7): such a person is enrolled by the bureau and not mobilised.
-- Reads: list_member, work_person.
with

enrolled_by_bureau as (
    select person_id from list_member where list = 'uninsured_full'
),

list_uninsured_partial as (
    select
        'uninsured_partial' as list,
        list_member.person_id,
        work_person.resdbook_no,
        cast(null as varchar) as setl_id,
        list_member.identity,
        cast(null as varchar) as layer,
        cast(null as decimal(16,2)) as amount,
        cast(null as decimal(16,2)) as compared,
        work_person.insured_state as reason,
    from list_member
    join work_person using (person_id)
    anti join enrolled_by_bureau on enrolled_by_bureau.person_id = list_member.person_id
    where list_member.list = 'uninsured_partial' and work_person.insured_state not in ('insured', 'died', 'moved')
)

select * from list_uninsured_partial
