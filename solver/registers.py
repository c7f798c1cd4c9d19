"""Rows of lanes in wide registers: what numba has to know of `solver.lanes` before it compiles a kernel.

Everything is said in LLVM's own words for vectors, which it turns into whatever the processor has: one instruction for
all lanes, a few, or one for each.
"""

import importlib
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from solver.lanes import LANES, count, fetch, keep, lanes, least, pour

ir: Any = importlib.import_module("llvmlite.ir")
types: Any = importlib.import_module("numba.core.types")
cgutils: Any = importlib.import_module("numba.core.cgutils")
templates: Any = importlib.import_module("numba.core.typing.templates")
extending: Any = importlib.import_module("numba.extending")

Kind: TypeAlias = Any
"""A type of numba's."""

Value: TypeAlias = Any
"""Something LLVM computes, or the type of it."""

Build: TypeAlias = Callable[["_Site", Sequence[Kind], Sequence[Value]], Value]
"""How the result is computed from values of these kinds."""

_REGISTER_BITS = 512


class Register(types.Type):  # type: ignore[misc]  # numba is not typed
    """A row of lanes of so many bits each; truth values have one."""

    def __init__(self, bits: int) -> None:
        self.bits = bits
        super().__init__(f"Register({bits})")


@extending.register_model(Register)
class _Model(extending.models.PrimitiveModel):  # type: ignore[misc]  # numba is not typed
    def __init__(self, manager: object, kind: Register) -> None:
        super().__init__(manager, kind, _vector(kind.bits))


def _vector(bits: int, many: int = LANES) -> Value:
    return ir.VectorType(ir.IntType(bits), many)


@dataclass(frozen=True, slots=True)
class _Site:
    """Where code is written."""

    context: Any
    builder: Any

    def row(self, value: Value, kind: Kind, bits: int) -> Value:
        """A row, or a number for all lanes, as a row of so many bits."""
        if isinstance(kind, Register):
            return self.fitted(value, kind.bits, bits, _vector(bits))
        number = self.fitted(value, value.type.width, bits, ir.IntType(bits))
        first = self.builder.insert_element(ir.Constant(_vector(bits), ir.Undefined), number, ir.IntType(32)(0))
        return self.builder.shuffle_vector(first, first, ir.Constant(_vector(32), [0] * LANES))

    def fitted(self, value: Value, bits: int, wanted: int, kind: Value) -> Value:
        """An integer, or a row of them, in another number of bits."""
        if bits == wanted:
            return value
        return self.builder.trunc(value, kind) if bits > wanted else self.builder.sext(value, kind)

    def place(self, kinds: Sequence[Kind], values: Sequence[Value]) -> Value:
        """Where in an array of rows (the first value) the row of these numbers (the second one) begins."""
        rows = self.context.make_array(kinds[0])(self.context, self.builder, values[0])
        shape, one = cgutils.unpack_tuple(self.builder, rows.shape), not isinstance(kinds[1], types.BaseTuple)
        numbers = [values[1]] if one else cgutils.unpack_tuple(self.builder, values[1])
        where = [self.index(*each) for each in zip(numbers, [kinds[1]] if one else kinds[1], strict=True)]
        number, *others = *where, where[0].type(0)
        for size, other in zip(shape[1:], others, strict=True):
            number = self.builder.add(self.builder.mul(number, size), other)
        return self.builder.gep(rows.data, [number])

    def index(self, value: Value, kind: Kind) -> Value:
        """A whole number as an index."""
        return self.context.cast(self.builder, value, kind, types.intp)

    def of(self, place: Value, kind: Value) -> Value:
        """The place as one of this type."""
        return self.builder.bitcast(place, kind.as_pointer())

    def counted(self, chosen: Value, many: int) -> Value:
        """How many of so many lanes are chosen."""
        bits = self.builder.zext(self.builder.bitcast(chosen, ir.IntType(many)), ir.IntType(64))
        return self.called("llvm.ctpop.i64", bits.type, [bits])

    def called(self, name: str, result: Value, values: Sequence[Value]) -> Value:
        """What an instruction of LLVM makes of these values."""
        kind = ir.FunctionType(result, [value.type for value in values])
        return self.builder.call(cgutils.get_or_insert_function(self.builder.module, kind, name), values)


def _teach(function: Callable[..., Any], result: Callable[..., Kind], build: Build, *formal: Sequence[Kind]) -> None:
    """What a function of values of such kinds gives (None: that is for others to say), and how."""

    @templates.infer_global(function)
    class Typed(templates.AbstractTemplate):  # type: ignore[misc]  # numba is not typed
        def generic(self, kinds: Sequence[Kind], _: object) -> Kind:
            kind = result(*kinds)
            return None if kind is None else templates.signature(kind, *kinds)

    for kinds in formal:

        @extending.lower_builtin(function, *kinds)
        def _(context: object, builder: object, signature: Value, values: Sequence[Value]) -> Value:
            return build(_Site(context, builder), signature.args, values)


def _widest(kinds: Sequence[Kind]) -> int:
    """The bits of what is made of these: a number beside a row is as wide as the row."""
    return max((kind.bits for kind in kinds if isinstance(kind, Register)), default=0)


def _teach_operator(
    operation: Callable[..., Any], instruction: Callable[..., Value], bits: int | None = None, result: int | None = None
) -> None:
    """Two rows, or a row and a number: brought to so many bits they make a row of as many, unless of other ones."""

    def made(one: Kind, other: Kind) -> Kind:
        wide = _widest((one, other))
        return Register(result or bits or wide) if wide else None

    def build(site: _Site, kinds: Sequence[Kind], values: Sequence[Value]) -> Value:
        wide = bits or _widest(kinds)
        return instruction(site.builder, *(site.row(*each, wide) for each in zip(values, kinds, strict=True)))

    _teach(operation, made, build, (Register, Register), (Register, types.Any), (types.Any, Register))


def _larger(builder: Value, one: Value, other: Value) -> Value:
    return builder.select(builder.icmp_signed(">=", one, other), one, other)


def _smaller(builder: Value, one: Value, other: Value) -> Value:
    return builder.select(builder.icmp_signed("<=", one, other), one, other)


_teach_operator(operator.add, lambda builder, one, other: builder.add(one, other))
_teach_operator(operator.sub, lambda builder, one, other: builder.sub(one, other))
_teach_operator(operator.mul, lambda builder, one, other: builder.mul(one, other), bits=64)
_teach_operator(operator.and_, lambda builder, one, other: builder.and_(one, other))
_teach_operator(operator.or_, lambda builder, one, other: builder.or_(one, other))
_teach_operator(operator.lshift, lambda builder, one, other: builder.shl(one, other))
_teach_operator(operator.rshift, lambda builder, one, other: builder.ashr(one, other))
_teach_operator(operator.le, lambda builder, one, other: builder.icmp_signed("<=", one, other), result=1)
_teach_operator(operator.ge, lambda builder, one, other: builder.icmp_signed(">=", one, other), result=1)
_teach_operator(np.maximum, _larger)
_teach_operator(np.minimum, _smaller)


def _chosen(site: _Site, kinds: Sequence[Kind], values: Sequence[Value]) -> Value:
    rows = (site.row(value, kind, _widest(kinds[1:])) for value, kind in zip(values[1:], kinds[1:], strict=True))
    return site.builder.select(values[0], *rows)


def _lanes(site: _Site, kinds: Sequence[Kind], values: Sequence[Value]) -> Value:
    bits = kinds[0].dtype.bitwidth
    return site.builder.load(site.of(site.place(kinds, values), _vector(bits)), align=bits // 8)


def _keep(site: _Site, kinds: Sequence[Kind], values: Sequence[Value]) -> Value:
    bits = kinds[0].dtype.bitwidth
    row = site.row(values[2], kinds[2], bits)
    site.builder.store(row, site.of(site.place(kinds, values), row.type), align=bits // 8)
    return site.context.get_dummy_value()


def _fetch(site: _Site, kinds: Sequence[Kind], values: Sequence[Value]) -> Value:
    number, place = ir.IntType(32), site.of(site.place(kinds, values), ir.IntType(8))
    to_read, close_by, data = number(0), number(3), number(1)
    site.called("llvm.prefetch.p0", ir.VoidType(), [place, to_read, close_by, data])
    return site.context.get_dummy_value()


def _least(site: _Site, kinds: Sequence[Kind], values: Sequence[Value]) -> Value:
    bits = kinds[0].bits
    found = site.called(f"llvm.vector.reduce.smin.v{LANES}i{bits}", ir.IntType(bits), values)
    return site.fitted(found, bits, 64, ir.IntType(64))


def _count(site: _Site, _kinds: Sequence[Kind], values: Sequence[Value]) -> Value:
    return site.counted(values[0], LANES)


def _pour(site: _Site, kinds: Sequence[Kind], values: Sequence[Value]) -> Value:
    column, bits = site.context.make_array(kinds[0])(site.context, site.builder, values[0]), kinds[0].dtype.bitwidth
    start, row, chosen = site.index(values[1], kinds[1]), site.row(values[2], kinds[2], bits), values[3]
    many = _REGISTER_BITS // bits
    for first in range(0, LANES, many):
        these = ir.Constant(_vector(32, many), list(range(first, first + many)))
        part, mask = (site.builder.shuffle_vector(each, each, these) for each in (row, chosen))
        closed_up = f"llvm.experimental.vector.compress.v{many}i{bits}"
        part = site.called(closed_up, part.type, [part, mask, ir.Constant(part.type, ir.Undefined)])
        site.builder.store(part, site.of(site.builder.gep(column.data, [start]), part.type), align=bits // 8)
        start = site.builder.add(start, site.counted(mask, many))
    return site.context.get_dummy_value()


_ARRAY, _ANY = types.Array, types.Any
_teach(
    np.where,
    lambda chosen, *others: Register(_widest(others)) if isinstance(chosen, Register) else None,
    _chosen,
    (Register, Register, _ANY),
    (Register, _ANY, Register),
)
_teach(lanes, lambda rows, _: Register(rows.dtype.bitwidth), _lanes, (_ARRAY, _ANY))
_teach(keep, lambda *_: types.none, _keep, (_ARRAY, _ANY, _ANY))
_teach(fetch, lambda *_: types.none, _fetch, (_ARRAY, _ANY))
_teach(least, lambda _: types.int64, _least, (Register,))
_teach(count, lambda _: types.int64, _count, (Register,))
_teach(pour, lambda *_: types.none, _pour, (_ARRAY, types.Integer, _ANY, Register))
