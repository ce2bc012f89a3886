-- One row per counted settlement of a person whom a layer can reach: amounts in fen, and the facts that the layers ask for.
-- Basis: POLICY section 2, how the facts of a settlement are read: treated here by FIX_BLNG_ADMDVS (missing counts as here), referred by MED_TYPE
-- or a filing that covers BEGNDATE (else the settlement's day), designated when the institution has a code.
-- Reads: counted, entitle_person, warehouse.identity_span, identity_rank, insurance, warehouse.referral_row, warehouse.alias, care_kind, med_type_fact, mental_disease.
-- Parameters: $division, the place's code.
with

eligible as (
    select
        counted.*,
        cast(counted.setl_time as date) as day,
        coalesce(counted.begndate, cast(counted.setl_time as date)) as treated_on,
    from counted
    semi join entitle_person using (person_id)
),

held as (
    select
        eligible.row_id,
        bit_or(cast(1 as bigint) << (identity_rank.rank - 1)) as identities,
    from eligible
    join warehouse.identity_span as span on span.person_id = eligible.person_id and eligible.day between span.begins and span.ends
    join identity_rank on identity_rank.identity = span.identity
    group by eligible.row_id
),

filing as (
    select
        coalesce(alias.person_id, referral_row.person_id) as person_id,
        referral_row.kind,
        referral_row.begndate,
        coalesce(referral_row.enddate, date '9999-12-31') as enddate,
    from warehouse.referral_row as referral_row
    left join warehouse.alias as alias on alias.alias_id = referral_row.person_id
),

filed as (
    select
        eligible.row_id,
        bool_or(filing.kind <> '急诊') as is_referred,
        bool_or(filing.kind = '异地安置') as is_resident_elsewhere,
        bool_or(filing.kind = '急诊') as is_emergency,
    from eligible
    join filing on filing.person_id = eligible.person_id and eligible.treated_on between filing.begndate and filing.enddate
    group by eligible.row_id
),

entitle_row as (
    select
        eligible.person_id,
        eligible.row_id,
        eligible.setl_time,
        eligible.setl_id,
        cast(eligible.month as integer) as month,
        cast(eligible.day - date '1970-01-01' as integer) as day,
        cast(eligible.inscp_amt * 100 as bigint) as in_scope_fen,
        cast(eligible.hifp_pay * 100 as bigint) as hifp_pay,
        cast(eligible.hifmi_pay * 100 as bigint) as hifmi_pay,
        cast(eligible.hifob_pay * 100 as bigint) as hifob_pay,
        cast(eligible.maf_pay * 100 as bigint) as maf_pay,
        cast(eligible.cvlserv_pay * 100 as bigint) as cvlserv_pay,
        cast(eligible.hifes_pay * 100 as bigint) as hifes_pay,
        cast(eligible.hifdm_pay * 100 as bigint) as hifdm_pay,
        cast(eligible.othfund_pay * 100 as bigint) as othfund_pay,
        cast(eligible.ownpay_hosp_part * 100 as bigint) as ownpay_hosp_part,
        eligible.medfee_sumamt < 0 as is_negative,
        care_kind.kind,
        coalesce(held.identities, 0) as identities,
        coalesce(insurance.insurance = 'employee', false) as is_employee,
        eligible.fix_blng_admdvs is null or starts_with(eligible.fix_blng_admdvs, $division) as treated_here,
        eligible.fix_blng_admdvs is null or starts_with(eligible.fix_blng_admdvs, left($division, 2)) as in_province,
        coalesce(filed.is_referred, false) or eligible.med_type in (select code from med_type_fact where fact = 'referred') as referred,
        coalesce(filed.is_resident_elsewhere, false) as resident_elsewhere,
        coalesce(filed.is_emergency, false) or eligible.med_type in (select code from med_type_fact where fact = 'emergency') as emergency,
        coalesce(eligible.fixmedins_code, '') <> '' as designated,
        coalesce(eligible.dise_no, '') in (select code from mental_disease) as severe_mental_illness,
        cast(greatest(coalesce(eligible.enddate, eligible.day) - eligible.treated_on, 1) as integer) as bed_days,
    from eligible
    join care_kind on care_kind.code = eligible.med_type
    left join insurance on insurance.code = eligible.insutype
    left join held on held.row_id = eligible.row_id
    left join filed on filed.row_id = eligible.row_id
)

select * from entitle_row
