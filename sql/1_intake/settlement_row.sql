-- One row per record of the settlement file being loaded: its values typed, its person's number worked out.
-- Basis: national settlement record SETL_D; amounts that the platform leaves empty are nothing paid (columns are NOT NULL DEFAULT 0),
-- except the fee, the in-scope cost and what the person paid, which nothing can stand in for.
-- A residence permit of 18 digits names its holder as an identity card does, whatever the type of certificate says: rosters do not have the type.
-- Reads: staged (the file, typed column by column).
with

probed as (
    select
        *,
        case when strlen(certno) = 18 then try_cast(left(certno, 17) as bigint) end as probe,
    from staged
),

-- Nearly every number is in order as it stands: eighteen characters, seventeen digits, the right check character.
tested as (
    select
        *,
        coalesce(probe >= 10000000000000000 and right(certno, 1) = check_character(probe), false) as is_sound,
    from probed
),

written as (
    select
        *,
        case when is_sound or regexp_full_match(certno, '[1-9][0-9]{16}[0-9X]') then certno else id_text(certno) end as id_written,
        coalesce(psn_cert_type, '01') in ('01', '1') as is_id_card,
    from tested
),

cleaned as (
    select
        *,
        case when is_id_card and not is_sound then eighteen(id_written) else id_written end as id_clean,
    from written
),

read as (
    select
        *,
        case when is_sound then probe else id_number(id_clean) end as id_as_number,
    from cleaned
),

numbered as (
    select
        *,
        case
            when is_sound then false
            else is_other_certificate(id_clean) or (not is_id_card and not names_person(id_clean, id_as_number))
        end as is_other,
        coalesce(hifp_pay, 0) + coalesce(hifmi_pay, 0) + coalesce(hifob_pay, 0) + coalesce(maf_pay, 0)
        + coalesce(cvlserv_pay, 0) + coalesce(hifes_pay, 0) + coalesce(hifdm_pay, 0) + coalesce(othfund_pay, 0) as parts,
    from read
),

settlement_row as (
    select
        _record as record,
        _line as line,
        _numeric as numeric_cells,
        setl_id,
        init_setl_id,
        mdtrt_id,
        id_clean,
        is_sound,
        case when not is_other then id_as_number end as id_seventeen,
        case
            when id_clean is null and psn_no is not null then 'psn_no'
            when id_clean is not null and is_other then 'cert'
        end as identifier_kind,
        case when id_clean is null then psn_no else id_clean end as identifier_value,
        psn_no,
        psn_name,
        insutype,
        psn_type,
        med_type,
        setl_time,
        setl_time_fault,
        begndate,
        begndate_fault,
        enddate,
        enddate_fault,
        insu_admdvs,
        fix_blng_admdvs,
        fixmedins_code,
        hosp_lv,
        pay_loc,
        dise_no,
        refd_setl_flag as refd_text,
        vali_flag as vali_text,
        updt_time,
        updt_time_fault,
        medfee_sumamt,
        medfee_sumamt_fault,
        fulamt_ownpay_amt,
        fulamt_ownpay_amt_fault,
        overlmt_selfpay,
        overlmt_selfpay_fault,
        preselfpay_amt,
        preselfpay_amt_fault,
        inscp_amt,
        inscp_amt_fault,
        act_pay_dedc,
        act_pay_dedc_fault,
        hifp_pay,
        hifp_pay_fault,
        hifmi_pay,
        hifmi_pay_fault,
        hifob_pay,
        hifob_pay_fault,
        maf_pay,
        maf_pay_fault,
        cvlserv_pay,
        cvlserv_pay_fault,
        hifes_pay,
        hifes_pay_fault,
        hifdm_pay,
        hifdm_pay_fault,
        othfund_pay,
        othfund_pay_fault,
        fund_pay_sumamt,
        fund_pay_sumamt_fault,
        psn_pay as psn_pay_given,
        psn_pay_fault,
        acct_pay,
        acct_pay_fault,
        cash_payamt,
        cash_payamt_fault,
        ownpay_hosp_part,
        ownpay_hosp_part_fault,
        parts,
        coalesce(fund_pay_sumamt, parts) as funds,
        coalesce(psn_pay, case when acct_pay is not null or cash_payamt is not null then coalesce(acct_pay, 0) + coalesce(cash_payamt, 0) end) as psn_pay,
    from numbered
)

select * from settlement_row
