-- One row per identity of the rosters that the uninsured are looked for in: holders on the month's last day, and how many are insured.
-- Basis: 001 二.1 (覆盖率分别达到100%), 002 一 (资助参保率达到100%): every holder counts once, under the strongest identity.
-- Who has died or moved away counts no more. Reads: list_member, identity_rank, work_person.
with

holder as (
    select
        list_member.person_id,
        list_member.identity,
        identity_rank.rank,
    from list_member
    join identity_rank on identity_rank.identity = list_member.identity
    where list_member.list in ('uninsured_full', 'uninsured_partial')
    qualify row_number() over (partition by list_member.person_id order by identity_rank.rank) = 1
),

coverage as (
    select
        holder.identity,
        count(*) as holders,
        count(*) filter (work_person.insured_state = 'insured') as insured,
    from holder
    join work_person using (person_id)
    where work_person.insured_state not in ('died', 'moved')
    group by holder.identity, holder.rank
    order by holder.rank
)

select * from coverage
