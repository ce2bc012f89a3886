-- @check 结算记录的金额不平
-- @when month full
-- One row per stored settlement whose fee is not what the funds, the person and the hospital paid together.
-- Basis: promise 3, every fen is explained; national settlement record SETL_D. Reads: warehouse.settlement.
-- Parameters: $first_month, $last_month, six digits.
with

settlement_balance as (
    select row_id
    from warehouse.settlement
    where setl_month between $first_month and $last_month
        and (
            medfee_sumamt <> fund_pay_sumamt + psn_pay + ownpay_hosp_part
            or fund_pay_sumamt
                <> hifp_pay + hifmi_pay + hifob_pay + maf_pay + cvlserv_pay + hifes_pay + hifdm_pay + othfund_pay
            or psn_pay <> acct_pay + cash_payamt
        )
)

select * from settlement_balance
