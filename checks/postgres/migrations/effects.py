"""Whether a migration changes anything that an INSERT or a query could notice."""

import ast

UNNOTICED = ("op.create_index", "op.create_table_comment", "op.drop_table_comment")
"""Without what these do, every row is taken as it is with it. What drops something is not among
them: an old constraint may still refuse a row that the newer code writes."""
WITHIN = ("op.f", "sa.text", "text")
"""What their arguments may call."""
TOGETHER = "op.get_context().autocommit_block()"
"""In such a block an index is made concurrently."""


def is_unnoticed(module: ast.Module) -> bool:
    """Whether its `upgrade` does nothing, as that of a merge, or no more than that."""
    found = [
        each for each in module.body if isinstance(each, ast.FunctionDef) and each.name == "upgrade"
    ]
    return len(found) == 1 and all(map(_unnoticed, found[0].body))


def _unnoticed(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Expr(value=ast.Call() as call):
            return ast.unparse(call.func) in UNNOTICED and _plain(call)
        case ast.With(items=[item], body=body):
            return ast.unparse(item.context_expr) == TOGETHER and all(map(_unnoticed, body))
    return False


def _plain(call: ast.Call) -> bool:
    """Whether it makes no unique index (ON CONFLICT needs one), and its arguments do nothing."""
    names = {each.arg: each.value for each in call.keywords}
    unique = names.get("unique", ast.Constant(value=False))
    within = [each for each in ast.walk(call) if isinstance(each, ast.Call) and each is not call]
    return (
        isinstance(unique, ast.Constant)
        and unique.value is False
        and None not in names
        and len(call.args) <= 3  # the fourth is the schema, and after it comes `unique`
        and not any(isinstance(each, ast.Starred) for each in call.args)
        and all(ast.unparse(each.func) in WITHIN for each in within)
    )
