-- One row per holder whose in-scope inpatient self-pay of the year was assisted to less than the promised share, within the annual cap.
-- Basis: 001 三.6 (年度救助限额内农村贫困人口政策范围内个人自付住院医疗费用救助比例). Self-pay: in scope less every fund but assistance, while the identity is held.
-- The amount is what is missing to the share or to the cap, compared is what assistance paid.
-- Reads: counted, med_type, warehouse.identity_span, list_identity, list_member.
-- Parameters: $least, the promised share; $cap, the annual cap in yuan, or null where nobody has set it.
with

member as (
    select person_id, identity from list_member where list = 'assistance_rate'
),

stay as (
    select
        counted.person_id,
        greatest(counted.inscp_amt - counted.fund_pay_sumamt + counted.maf_pay, 0) as self_pay,
        counted.maf_pay,
        counted.row_id,
    from counted
    semi join member using (person_id)
    join med_type on med_type.code = counted.med_type and med_type.care = 'inpatient'
    where counted.medfee_sumamt >= 0
        and exists (
            select 1
            from warehouse.identity_span as span
            join list_identity on list_identity.identity = span.identity and list_identity.list = 'assistance_rate'
            where span.person_id = counted.person_id and cast(counted.setl_time as date) between span.begins and span.ends
        )
),

assisted as (
    select
        person_id,
        sum(self_pay) as self_pay,
        sum(maf_pay) as paid,
    from stay
    group by person_id
),

promised as (
    select
        *,
        least(self_pay * cast($least as decimal(9,6)), cast($cap as decimal(16,2))) as due,
    from assisted
),

list_assistance_rate as (
    select
        'assistance_rate' as list,
        member.person_id,
        cast(null as varchar) as resdbook_no,
        cast(null as varchar) as setl_id,
        member.identity,
        cast(null as varchar) as layer,
        cast(promised.due as decimal(16,2)) - cast(promised.paid as decimal(16,2)) as amount,
        cast(promised.paid as decimal(16,2)) as compared,
        'below_share' as reason,
    from member
    join promised using (person_id)
    where promised.paid < promised.due
)

select * from list_assistance_rate
