-- What the screening's statements share: what a rule calls over its line, and the words for a line that has moved.

create or replace temp macro is_over(operator, amount, line) as
    case operator when '>' then amount > line else amount >= line end;

-- Null where the line is as it was, or nobody was told one.
create or replace temp macro line_moved(told, line) as
    case when told <> line then '预警线由 ' || format('{:,.2f}', told) || ' 改为 ' || format('{:,.2f}', line) end;
