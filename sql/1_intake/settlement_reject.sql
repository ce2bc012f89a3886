-- One row per settlement record that cannot be taken in, with the first reason found.
-- Basis: national settlement record SETL_D and its arithmetic identities; an unknown code is never guessed.
-- Reads: settlement_row (the file), med_type and insurance (the codes the place's pack and config.toml know).
-- Parameters: $today, the day of loading: nothing is settled after it.
with

faults as (
    select
        record,
        line,
        setl_id as row_key,
        coalesce(
            case
                when setl_id is null then 'E-SET-ID setl_id'
                when length(setl_id) > 64 then 'E-SET-ID setl_id'
                when contains(numeric_cells, 'setl_id') then 'E-ID-NUM setl_id'
            end,
            case
                when is_sound and not contains(numeric_cells, 'certno')
                    then case when not is_born_by(id_seventeen, $today) then 'E-ID-BIRTH certno' end
                else person_fault(numeric_cells, id_clean, id_seventeen, identifier_kind, psn_no, $today)
            end,
            case
                when setl_time is null and setl_time_fault is null then 'E-DATE-NONE setl_time'
                when setl_time_fault is not null then 'E-DATE-FORM setl_time'
                when setl_time >= $today + interval 1 day then 'E-DATE-FUTURE setl_time'
                when begndate_fault is not null then 'E-DATE-FORM begndate'
                when enddate_fault is not null then 'E-DATE-FORM enddate'
                when updt_time_fault is not null then 'E-DATE-FORM updt_time'
                when enddate < begndate then 'E-DATE-ORDER enddate'
                when med_type is null then 'E-CODE-MED med_type'
                when med_type not in (select code from med_type) then 'E-CODE-MED med_type'
                when insutype is not null and insutype not in (select code from insurance) then 'E-CODE-INSU insutype'
                when coalesce(vali_text, '1') not in ('1', '0', '是', '否', '有效', '无效') then 'E-CODE-FLAG vali_flag'
                when coalesce(refd_text, '0') not in ('1', '0', '2', '是', '否', '冲销', '被冲销') then 'E-CODE-FLAG refd_setl_flag'
                when medfee_sumamt_fault is not null then medfee_sumamt_fault || ' medfee_sumamt'
                when inscp_amt_fault is not null then inscp_amt_fault || ' inscp_amt'
                when fulamt_ownpay_amt_fault is not null then fulamt_ownpay_amt_fault || ' fulamt_ownpay_amt'
                when overlmt_selfpay_fault is not null then overlmt_selfpay_fault || ' overlmt_selfpay'
                when preselfpay_amt_fault is not null then preselfpay_amt_fault || ' preselfpay_amt'
                when act_pay_dedc_fault is not null then act_pay_dedc_fault || ' act_pay_dedc'
                when hifp_pay_fault is not null then hifp_pay_fault || ' hifp_pay'
                when hifmi_pay_fault is not null then hifmi_pay_fault || ' hifmi_pay'
                when hifob_pay_fault is not null then hifob_pay_fault || ' hifob_pay'
                when maf_pay_fault is not null then maf_pay_fault || ' maf_pay'
                when cvlserv_pay_fault is not null then cvlserv_pay_fault || ' cvlserv_pay'
                when hifes_pay_fault is not null then hifes_pay_fault || ' hifes_pay'
                when hifdm_pay_fault is not null then hifdm_pay_fault || ' hifdm_pay'
                when othfund_pay_fault is not null then othfund_pay_fault || ' othfund_pay'
                when fund_pay_sumamt_fault is not null then fund_pay_sumamt_fault || ' fund_pay_sumamt'
                when psn_pay_fault is not null then psn_pay_fault || ' psn_pay'
                when acct_pay_fault is not null then acct_pay_fault || ' acct_pay'
                when cash_payamt_fault is not null then cash_payamt_fault || ' cash_payamt'
                when ownpay_hosp_part_fault is not null then ownpay_hosp_part_fault || ' ownpay_hosp_part'
                when medfee_sumamt is null then 'E-AMT-NONE medfee_sumamt'
                when inscp_amt is null then 'E-AMT-NONE inscp_amt'
                when psn_pay is null then 'E-AMT-NONE psn_pay'
                -- A record is a cost or the undoing of one: its signs do not mix. What the fund pays may exceed the in-scope cost (保底报销).
                when medfee_sumamt >= 0 and least(
                    fulamt_ownpay_amt, overlmt_selfpay, preselfpay_amt, inscp_amt, hifp_pay, hifmi_pay, hifob_pay, maf_pay, cvlserv_pay,
                    hifes_pay, hifdm_pay, othfund_pay, funds, psn_pay, acct_pay, cash_payamt, ownpay_hosp_part
                ) < 0 then 'E-SIGN-001 medfee_sumamt'
                when medfee_sumamt < 0 and greatest(
                    fulamt_ownpay_amt, overlmt_selfpay, preselfpay_amt, inscp_amt, hifp_pay, hifmi_pay, hifob_pay, maf_pay, cvlserv_pay,
                    hifes_pay, hifdm_pay, othfund_pay, funds, psn_pay, acct_pay, cash_payamt, ownpay_hosp_part
                ) > 0 then 'E-SIGN-001 medfee_sumamt'
                when funds <> parts then 'E-BAL-002 fund_pay_sumamt'
                when psn_pay <> acct_pay + cash_payamt then 'E-BAL-003 psn_pay'
                when medfee_sumamt <> funds + psn_pay + coalesce(ownpay_hosp_part, 0) then 'E-BAL-001 medfee_sumamt'
                when inscp_amt <> medfee_sumamt - fulamt_ownpay_amt - overlmt_selfpay - preselfpay_amt then 'E-BAL-004 inscp_amt'
            end
        ) as fault,
    from settlement_row
),

settlement_reject as (
    select
        record,
        line,
        split_part(fault, ' ', 1) as code,
        split_part(fault, ' ', 2) as column_name,
        row_key,
    from faults
    where fault is not null
)

select * from settlement_reject
