-- One row per rule and band of its line: how many persons of the rule stand there. The bands are percents of the line.
-- Basis: 000 二(六), 003 art. 16. Who is over the line by the rule's operator is never counted below it: exactly on the line of "more than" is below.
-- Reads: in_rule, line_band. Example (line 10,000): 10,000.00 is in 80 to 100 percent, 10,000.01 in 100 to 150.
with

judged as (
    select
        rule,
        amount,
        threshold,
        case operator when '>' then amount > threshold else amount >= threshold end as is_over,
    from in_rule
),

near_line as (
    select
        judged.rule,
        line_band.low,
        line_band.high,
        count(*) as persons,
    from judged
    join line_band
        on judged.is_over = (line_band.low >= 100)
        and (line_band.low = 100 or judged.amount * 100 >= judged.threshold * line_band.low)
        and (line_band.high in (0, 100) or judged.amount * 100 < judged.threshold * line_band.high)
    group by all
)

select * from near_line
order by rule, low
