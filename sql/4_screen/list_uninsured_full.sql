-- One row per person whose premium is paid in full for them and who is not insured on the month's last day: the bureau enrols them.
-- Basis: 000 二(二) (未参保的全额资助参保对象，同步维护参保状态), 003 art. 8. Who has died or moved away is on the list of those who left.
-- Reads: list_member, work_person.
with

list_uninsured_full as (
    select
        'uninsured_full' as list,
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
    where list_member.list = 'uninsured_full' and work_person.insured_state not in ('insured', 'died', 'moved')
)

select * from list_uninsured_full
