-- 谁从名单上退出或被更正：上次金额、这次金额、原因。
-- 怎么看：一行一人一规则；人员代码可以交给经办人用 monitor explain 查看明细。原因多为退费的月份，核对退费是否集中在一家医院。
with

fell_back as (
    select
        month as 月份,
        rule as 规则,
        person_key as 人员代码,
        status as 状态,
        previous_amount as 上次金额,
        amount as 本次金额,
        amount - previous_amount as 变化,
        correction_cause as 原因,
    from warning
    where status in ('gone', 'corrected')
)

select * from fell_back
order by 月份, 规则, 人员代码
