-- One row per receipt of the year by a person on its lists: whether it tells of a visit, of help, of no risk.
-- Basis: 000 二(六) (组织专人入户了解情况，开展精准帮扶); 003 art. 17. A visit at which nobody was met is none yet.
-- Reads: warehouse.receipt_row, warehouse.alias, receipt_word. Parameters: $year.
with

answer as (
    select
        coalesce(alias.person_id, receipt_row.person_id) as person_id,
        receipt_row.rule,
        receipt_row.month,
        receipt_row.learned_on,
        bool_or(receipt_word.kind = 'visit' and receipt_word.word = receipt_row.found) as is_visit,
        bool_or(receipt_word.kind = 'help' and receipt_word.word in (receipt_row.outcome, receipt_row.decision)) as is_help,
        bool_or(receipt_word.kind = 'no_risk' and receipt_word.word = receipt_row.outcome) as is_without_risk,
    from warehouse.receipt_row as receipt_row
    left join warehouse.alias as alias on alias.alias_id = receipt_row.person_id
    cross join receipt_word
    where receipt_row.month // 100 = $year
    group by receipt_row.row_id, alias.person_id, receipt_row.person_id, receipt_row.rule, receipt_row.month, receipt_row.learned_on
)

select * from answer
