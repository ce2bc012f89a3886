-- @table visit 回执 每条入户回执或部门处理一行；没有姓名、入户人和文字
-- @column place 统筹区 统筹区代号
-- @column rule 规则 规则代号
-- @column person_key 人员代码 由密钥算出的人员代码
-- @column month 名单月份 回执所答的名单
-- @column row_no 行号 名单内的行号
-- @column visited_on 日期 入户或作出处理的日期
-- @column office 填报单位 township 乡镇、civil_affairs 民政部门、rural_revitalization 乡村振兴部门
-- @column county 县区 填报单位所在县区的区划代码，六位
-- @column found 入户情况 met 见到、not_met 未见到、moved 已迁出、died 已去世、data_wrong 信息有误；部门处理为空
-- @column outcome 核查结果 结果的代码；没有写的为空
-- @column decision 部门处理 keep 不变、recognise 认定、end 取消、refuse 不予认定、assist 已救助；乡镇回执为空
-- @column identity 认定身份 认定或取消的身份
-- @column begndate 身份开始日期 认定的从哪一天起，取消的从哪一天起不再具有
-- @column enddate 身份结束日期 有期限的认定
-- @column learned_on 收到日期 回执载入的日期
-- @column case_state 办理情况 这一件现在：to_visit 待入户、visited 已入户、decided 待部门处理、closed 已办结；预警观察的为空
-- One row per receipt. Basis: 000 二(六), 003 art. 17; promise 6: no name, no free text. Reads: warehouse.receipt_row, warehouse.case_state, warehouse.alias,
-- deliver.person_key. Parameters: $place.
with

published as (
    select
        $place as place,
        receipt_row.rule,
        person_key.person_key,
        format('{:04d}-{:02d}', receipt_row.month // 100, receipt_row.month % 100) as month,
        receipt_row.row_no,
        receipt_row.visited_on,
        receipt_row.office,
        left(receipt_row.recipient, 6) as county,
        receipt_row.found,
        receipt_row.outcome,
        receipt_row.decision,
        receipt_row.identity,
        receipt_row.begndate,
        receipt_row.enddate,
        receipt_row.learned_on,
        case_state.state as case_state,
    from warehouse.receipt_row as receipt_row
    left join warehouse.alias as alias on alias.alias_id = receipt_row.person_id
    join deliver.person_key as person_key on person_key.person_id = coalesce(alias.person_id, receipt_row.person_id)
    left join warehouse.case_state as case_state
        on case_state.person_id = coalesce(alias.person_id, receipt_row.person_id)
        and case_state.rule = receipt_row.rule
        and case_state.year = receipt_row.month // 100
)

select * from published
