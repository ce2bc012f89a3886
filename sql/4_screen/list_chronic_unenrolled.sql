-- One row per holder and chronic disease that the year's settlements name and for which the person has no enrolment on the day.
-- Basis: 004 三(四) (通过与医疗机构结算数据比对，及时将医保扶贫对象中慢性病患者纳入门诊慢性病管理). The place's chronic diseases are those of its enrolments.
-- The amount is what the person paid in those settlements. Reads: warehouse.settlement, warehouse.standing, warehouse.alias, warehouse.chronic_row, list_member.
-- Parameters: $year, $month.
with

enrolment as (
    select
        coalesce(alias.person_id, chronic_row.person_id) as person_id,
        chronic_row.opsp_dise_code,
        chronic_row.begndate,
        coalesce(chronic_row.enddate, date '9999-12-31') as enddate,
    from warehouse.chronic_row as chronic_row
    left join warehouse.alias as alias on alias.alias_id = chronic_row.person_id
),

treated as (
    select
        coalesce(alias.person_id, settlement.person_id) as person_id,
        settlement.setl_id,
        settlement.dise_no,
        cast(settlement.setl_time as date) as day,
        settlement.psn_pay,
    from warehouse.settlement as settlement
    anti join warehouse.standing as standing using (row_id)
    left join warehouse.alias as alias on alias.alias_id = settlement.person_id
    where settlement.is_valid and settlement.setl_month between $year * 100 + 1 and $year * 100 + $month
        and settlement.dise_no in (select opsp_dise_code from warehouse.chronic_row)
),

unenrolled as (
    select treated.*
    from treated
    anti join enrolment
        on enrolment.person_id = treated.person_id
        and enrolment.opsp_dise_code = treated.dise_no
        and treated.day between enrolment.begndate and enrolment.enddate
),

by_disease as (
    select
        unenrolled.person_id,
        unenrolled.dise_no,
        max(unenrolled.setl_id) as setl_id,
        sum(unenrolled.psn_pay) as psn_pay,
    from unenrolled
    group by unenrolled.person_id, unenrolled.dise_no
),

lapsed as (
    select distinct person_id, opsp_dise_code from enrolment
),

list_chronic_unenrolled as (
    select
        'chronic_unenrolled' as list,
        list_member.person_id,
        cast(null as varchar) as resdbook_no,
        by_disease.setl_id,
        list_member.identity,
        cast(null as varchar) as layer,
        cast(by_disease.psn_pay as decimal(16,2)) as amount,
        cast(null as decimal(16,2)) as compared,
        case when lapsed.person_id is null then 'not_enrolled' else 'enrolment_lapsed' end as reason,
    from list_member
    join by_disease on by_disease.person_id = list_member.person_id
    left join lapsed on lapsed.person_id = by_disease.person_id and lapsed.opsp_dise_code = by_disease.dise_no
    where list_member.list = 'chronic_unenrolled'
)

select * from list_chronic_unenrolled
