// Every mistake a table can have: number, place and message.
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using NanoWasm.Generators.Model;
using NanoWasm.Generators.Parsing;
using NanoWasm.Generators.Tests.Support;

namespace NanoWasm.Generators.Tests.Parsing;

public sealed class TableDiagnosticsTests
{
    private const string Features = "there are mvp and tail-call";

    /// <summary>Mistakes in rows: number, row with the place marked, message.</summary>
    public static TheoryData<string, string, string> RowMistakes => new()
    {
        { "NWT002", """{"ops":{"nop":"01"}, "⟦sgi⟧":"->"}""", "Unknown field 'sgi': there are ops, imm, sig, load, store, atomic, traps, exec, flow, validate, since, const, internal and doc" },
        { "NWT003", """⟦{⟧"sig":"->"}""", "The field 'ops' is missing" },
        { "NWT004", "⟦[]⟧", "'A row' must be an object" },
        { "NWT004", "⟦17⟧", "'A row' must be an object" },
        { "NWT004", """⟦{⟧"ops":{}}""", "'ops' must be an object with one opcode or more" },
        { "NWT004", """{"ops":⟦"nop"⟧}""".Replace("⟦\"nop\"⟧", "\"⟦nop⟧\"", StringComparison.Ordinal), "'ops' must be an object" },
        { "NWT004", """{"ops":{"nop":⟦1⟧}}""", "'nop' must be a string" },
        { "NWT004", """{"ops":{"nop":"01"}, "sig":⟦null⟧}""", "'sig' must be a string" },
        { "NWT004", """{"ops":{"nop":"01"}, "internal":"⟦true⟧"}""", "'internal' must be true or false" },
        { "NWT005", """{"ops":{"nop":"01"}, "sig":"->", "⟦sig⟧":"->"}""", "'sig' is there twice" },
        { "NWT005", """{"ops":{"nop":"01", "⟦nop⟧":"02"}}""", "'nop' is there twice" },
        { "NWT006", """{"ops":{"⟦i32 add⟧":"6A"}}""", "'i32 add' is no name for an opcode: expected one such as i32.add" },
        { "NWT006", """{"ops":{"nop":"01"}, "validate":"⟦br_if⟧"}""", "'br_if' is no name for a validation rule: expected one such as BrTable" },
        { "NWT007", """{"ops":{"nop":"⟦1⟧"}}""", "'1' is no opcode: expected a byte such as 6A, or a prefix and a number such as FC:0A" },
        { "NWT007", """{"ops":{"nop":"⟦FC:0a⟧"}}""", "'FC:0a' is no opcode: expected a byte such as 6A, or a prefix and a number such as FC:0A" },
        { "NWT007", """{"ops":{"nop":"⟦1FF⟧"}}""", "'1FF' is no opcode: expected a byte such as 6A, or a prefix and a number such as FC:0A" },
        { "NWT008", """{"ops":{"nop":"01"}}, {"ops":{"pause":"⟦01⟧"}}""", "The code 01 is taken by nop" },
        { "NWT008", """{"ops":{"nop":"FC:01","nap":"⟦FC⟧"}}""", "The code FC is taken by the prefix of other opcodes" },
        { "NWT009", """{"ops":{"nop":"01"}}, {"ops":{"⟦nop⟧":"02"}}""", "The name 'nop' is taken by nop (01)" },
        { "NWT009", """{"ops":{"i32.eq":"01","⟦i32_eq⟧":"02"}}""", "The name 'i32_eq' is taken by i32.eq (01)" },
        { "NWT010", """{"ops":{"nop":"01"}, "sig":"⟦a:i32⟧"}""", "Bad signature: expected one '->' between operands and results" },
        { "NWT010", """{"ops":{"nop":"01"}, "sig":"⟦-> ->⟧"}""", "Bad signature: expected one '->' between operands and results" },
        { "NWT010", """{"ops":{"nop":"01"}, "sig":"a:i32 ⟦i32⟧ ->"}""", "Bad signature: 'i32' is no operand: expected name:type" },
        { "NWT010", """{"ops":{"nop":"01"}, "sig":"⟦if:i32⟧ ->"}""", "Bad signature: 'if:i32' is no operand: expected name:type" },
        { "NWT010", """{"ops":{"nop":"01"}, "sig":"a:⟦bool⟧ ->"}""", "Bad signature: bool is the type of results only; an operand is i32" },
        { "NWT010", """{"ops":{"nop":"01"}, "sig":"a:⟦T⟧ ->"}""", "Bad signature: T stands for no type in 'nop'" },
        { "NWT010", """{"ops":{"i32.abs":"01","f32.abs":"02"}, "sig":"a:⟦U⟧ ->"}""", "Bad signature: U stands for no type in 'f32.abs'" },
        { "NWT010", """{"ops":{"nop":"01"}, "sig":"a:⟦$x⟧ ->"}""", "Bad signature: 'x' is no immediate that names something with a type" },
        { "NWT010", """{"ops":{"nop":"01"}, "imm":"x:label", "sig":"a:⟦$x⟧ ->"}""", "Bad signature: 'x' is no immediate that names something with a type" },
        { "NWT011", """{"ops":{"nop":"01"}, "sig":"a:⟦i33⟧ ->"}""", "Unknown type 'i33': there are i32, i64, f32, f64, u32, u64, bool, addr, any, ref, funcref, externref, v128, i8x16, u8x16, i16x8, u16x8, i32x4, u32x4, i64x2, u64x2, f32x4, f64x2, T, U, S, N, $x and @x" },
        { "NWT011", """{"ops":{"nop":"01"}, "imm":"m:memarg", "sig":"p:addr -> i32", "load":"v:⟦u128⟧", "exec":"v"}""", "Unknown type 'u128': there are i8, u8, i16, u16, i32, u32, i64, u64, f32, f64, v128 and T" },
        { "NWT012", """{"ops":{"nop":"01"}, "imm":"x:local ⟦y⟧"}""", "'y' is no immediate: expected name:kind" },
        { "NWT013", """{"ops":{"nop":"01"}, "imm":"x:⟦lokal⟧"}""", "Unknown kind of immediate 'lokal': there are " + Names.List(Immediates.Names) },
        { "NWT014", """{"ops":{"nop":"01"}, "sig":"a:i32 ⟦a⟧:i32 ->"}""", "The name 'a' is taken by another operand or immediate" },
        { "NWT014", """{"ops":{"nop":"01"}, "imm":"x:local", "sig":"⟦x⟧:i32 ->"}""", "The name 'x' is taken by another operand or immediate" },
        { "NWT014", """{"ops":{"nop":"01"}, "sig":"⟦ctx⟧:i32 ->"}""", "The name 'ctx' is taken by the machine" },
        { "NWT014", """{"ops":{"nop":"01"}, "sig":"⟦tos⟧:i32 ->"}""", "The name 'tos' is taken by the machine" },
        { "NWT015", """{"ops":{"i32.add":"6A"}, "sig":"a:T b:T -> T", "exec":"a + b + ⟦c⟧"}""", "'c' is neither an operand nor an immediate of this row: there are a and b" },
        { "NWT015", """{"ops":{"nop":"6A"}, "sig":"a:i32 ->", "traps":{"Unreachable":"⟦b⟧ == 0"}}""", "'b' is neither an operand nor an immediate of this row: there are a" },
        { "NWT016", """{"ops":{"i32.add":"6A"}, "sig":"a:T b:T -> T", "exec":"a + b⟦)⟧"}""", "Not a C# expression: it ends before ')'" },
        { "NWT016", """{"ops":{"i32.add":"6A"}, "sig":"a:T b:T -> T", "exec":"a + ⟦<⟧ b"}""", "Not a C# expression: Invalid expression term '<'" },
        { "NWT017", """{"ops":{"i32.add":"6A"}, "sig":"a:T b:T -> T", "exec":"⟦a\u002bb⟧"}""", "An expression must be written without escapes, so that its columns are those of the file" },
        { "NWT018", """{"ops":{"i32.add":"6A"}, "sig":"a:T ⟦b⟧:T -> T", "exec":"a + a"}""", "'b' is used neither in exec nor in traps" },
        { "NWT018", """{"ops":{"local.get":"20"}, "imm":"⟦x⟧:local", "sig":"-> $x", "exec":"fp[0]"}""", "'x' is used neither in exec nor in traps" },
        { "NWT018", """{"ops":{"i32.load":"28"}, "imm":"m:memarg", "sig":"p:addr -> T", "load":"⟦v⟧:T", "exec":"0"}""", "'v' is used neither in exec nor in traps" },
        { "NWT019", """{"ops":{"nop":"01"}, "traps":{"⟦Overflow⟧":"true"}}""", "Unknown trap 'Overflow': there are Unreachable and IntegerOverflow" },
        { "NWT020", """{"ops":{"nop":"01"}, "since":"⟦simd⟧"}""", $"Unknown feature 'simd': {Features}" },
        { "NWT021", """{"ops":{"nop":"01"}, "flow":"⟦goto⟧"}""", "Unknown flow 'goto': there are next, branch, branch-or-keep, branch-keeping, branch-peeking, branch-table, call, call-reference, tail-call, tail-call-reference, return, stack, trap and exit" },
        { "NWT022", """⟦{⟧"ops":{"nop":"01"}, "sig":"-> i32 i32 i32", "exec":"0"}""", "A row with flow 'next' has at most two results" },
        { "NWT022", """⟦{⟧"ops":{"nop":"01"}, "sig":"a:i32 b:i32 -> i32 i32", "exec":"a + b"}""", "A row with flow 'next' and two results has an expression for each" },
        { "NWT022", """⟦{⟧"ops":{"nop":"01"}, "sig":"a:i32 b:i32 -> i32", "exec":["a", "b"]}""", "A row with flow 'next' and two results has an expression for each" },
        { "NWT022", """⟦{⟧"ops":{"nop":"01"}, "sig":"a:i32 -> i32 i32", "exec":["a", "a"]}""", "A row with flow 'next' and two results has two operands or more" },
        { "NWT022", """{"ops":{"go":"0C"}, "sig":"a:i32 b:i32 ->", "flow":"⟦branch⟧", "exec":["a", "b"]}""", "A row with flow 'branch' has one expression" },
        { "NWT022", """⟦{⟧"ops":{"nop":"01"}, "sig":"-> i32"}""", "A row with flow 'next' and a result needs exec" },
        { "NWT022", """{"ops":{"br":"0C"}, "flow":"⟦branch⟧"}""", "A row with flow 'branch' needs exec" },
        { "NWT022", """{"ops":{"br":"0C"}, "sig":"-> i32", "flow":"⟦branch⟧", "exec":"true"}""", "A row with flow 'branch' has no results" },
        { "NWT022", """{"ops":{"halt":"0C"}, "flow":"⟦trap⟧"}""", "A row with flow 'trap' needs traps" },
        { "NWT022", """{"ops":{"halt":"0C"}, "flow":"⟦trap⟧", "traps":{"Unreachable":"true"}, "exec":"0"}""", "A row with flow 'trap' has no exec" },
        { "NWT022", """{"ops":{"halt":"0C"}, "flow":"⟦exit⟧", "exec":"1 + 1"}""", "A row with flow 'exit' needs the name of an exit in exec" },
        { "NWT020", """{"ops":{"nop":"01"}, "const":"⟦gc⟧"}""", $"Unknown feature 'gc': {Features}" },
        { "NWT004", """{"ops":{"nop":"01"}, "const":⟦1⟧}""", "'const' must be true, false or a feature" },
        { "NWT004", """{"ops":{"nop":"01"}, "exec":⟦["pc"]⟧}""", "'exec' must be a string, or an array of two" },
        { "NWT023", """{"ops":{"i32.load":"28"}, "sig":"p:addr -> T", "load":"⟦v:T⟧", "exec":"v"}""", "Bad memory access: it needs one immediate of kind memarg" },
        { "NWT023", """{"ops":{"i32.load":"28"}, "imm":"m:memarg", "sig":"p:u32 -> T", "load":"⟦v:T⟧", "exec":"v + p"}""", "Bad memory access: its first operand must have the type addr" },
        { "NWT023", """{"ops":{"i32.load":"28"}, "imm":"m:memarg", "sig":"p:addr -> T", "load":"⟦T⟧", "exec":"0"}""", "Bad memory access: expected name:type" },
        { "NWT023", """{"ops":{"i32.store":"28"}, "imm":"m:memarg", "sig":"p:addr a:T ->", "store":"⟦T⟧"}""", "Bad memory access: exec must say what is loaded or stored" },
        { "NWT023", """{"ops":{"i32.swap":"28"}, "imm":"m:memarg", "sig":"p:addr a:T -> T", "load":"v:T", "store":"⟦T⟧", "exec":"a + v"}""", "Bad memory access: a row either loads or stores or is atomic" },
        { "NWT023", """{"ops":{"i32.swap":"28"}, "imm":"m:memarg", "sig":"p:addr a:T -> T", "store":"T", "atomic":"⟦at:T⟧", "exec":"Swap(at, a)"}""", "Bad memory access: a row either loads or stores or is atomic" },
        { "NWT023", """{"ops":{"i32.swap":"28"}, "sig":"p:addr a:T -> T", "atomic":"⟦at:T⟧", "exec":"Swap(at, a)"}""", "Bad memory access: it needs one immediate of kind memarg" },
        { "NWT018", """{"ops":{"i32.swap":"28"}, "imm":"m:memarg", "sig":"p:addr a:T -> T", "atomic":"⟦at⟧:T", "exec":"a"}""", "'at' is used neither in exec nor in traps" },
        { "NWT023", """{"ops":{"i32.swap":"28"}, "imm":"m:memarg", "sig":"p:addr a:T -> T", "atomic":"⟦T⟧", "exec":"a"}""", "Bad memory access: expected name:type" },
        { "NWT010", """{"ops":{"nop":"01"}, "imm":"x:local", "sig":"a:⟦@x⟧ ->"}""", "Bad signature: '@x' does not name immediates that are memories or tables" },
    };

    /// <summary>Mistakes outside of rows: number, file with the place marked, message.</summary>
    public static TheoryData<string, string, string> FileMistakes => new()
    {
        { "NWT002", """{"features":{}, "traps":{}, "⟦rows⟧":[], "opcodes":[]}""", "Unknown field 'rows': there are $schema, features, traps, reserved, opcodes and superinstructions" },
        { "NWT003", """⟦{⟧"features":{}, "traps":{}}""", "The field 'opcodes' is missing" },
        { "NWT004", "⟦[]⟧", "'The table' must be an object" },
        { "NWT006", """{"features":{"⟦Mvp⟧":""}, "traps":{}, "opcodes":[]}""", "'Mvp' is no name for a feature: expected lower-case words such as tail-call" },
        { "NWT006", """{"features":{}, "traps":{"⟦overflow⟧":""}, "opcodes":[]}""", "'overflow' is no name for a trap: expected one such as IntegerOverflow" },
        { "NWT008", Tables.WithReserved("\"06\": \"tail-call\"").Replace("\"01\"", "\"⟦06⟧\"", StringComparison.Ordinal), "The code 06 is taken by the reserved opcodes of tail-call" },
        { "NWT002", """{"features":{"mvp":{"doc":"", "⟦since⟧":"1.0"}}, "traps":{}, "opcodes":[]}""", "Unknown field 'since': there are version, implemented and doc" },
        { "NWT003", """{"features":{"mvp":⟦{⟧"version":"1.0"}}, "traps":{}, "opcodes":[]}""", "The field 'doc' is missing" },
        { "NWT004", """{"features":{"mvp":"⟦1.0⟧"}, "traps":{}, "opcodes":[]}""", "'The feature mvp' must be an object" },
        { "NWT004", """{"features":{"mvp":{"implemented":"⟦no⟧", "doc":""}}, "traps":{}, "opcodes":[]}""", "'implemented' must be true or false" },
        { "NWT030", """{"features":{"mvp":{"version":"⟦2.1⟧", "doc":""}}, "traps":{}, "opcodes":[]}""", "'2.1' is no version of WebAssembly: expected one such as 2.0" },
        { "NWT030", """{"features":{"mvp":{"version":"⟦2⟧", "doc":""}}, "traps":{}, "opcodes":[]}""", "'2' is no version of WebAssembly: expected one such as 2.0" },
        { "NWT031", Tables.WithReserved("\"06-07\": \"⟦mvp⟧\""), "'mvp' is implemented, but the opcodes 06-07 are reserved for it" },
        { "NWT020", Tables.WithReserved("\"06\": \"⟦gc⟧\""), $"Unknown feature 'gc': {Features}" },
        { "NWT024", Tables.WithReserved("\"⟦6⟧\": \"tail-call\""), "'6' is no range of opcodes: expected one such as 06, 06-07 or FC:13-16" },
        { "NWT024", Tables.WithReserved("\"⟦FC:16-13⟧\": \"tail-call\""), "'FC:16-13' is no range of opcodes: expected one such as 06, 06-07 or FC:13-16" },
        { "NWT024", Tables.WithReserved("\"⟦100⟧\": \"tail-call\""), "'100' is no range of opcodes: expected one such as 06, 06-07 or FC:13-16" },
        { "NWT025", Tables.WithReserved("\"FC:13-16\": \"tail-call\", \"⟦FC:16-18⟧\": \"tail-call\""), "The range FC:16-18 overlaps FC:13-16" },
        { "NWT026", $$"""{"features":{ {{string.Join(", ", Enumerable.Range(0, 65).Select(static i => i < 64 ? $"\"f{i}\":{{\"doc\":\"\"}}" : $"\"⟦f{i}⟧\":\"\""))}} }, "traps":{}, "opcodes":[]}""", "There can be no more than 64 features, one for each bit of WasmFeatures" },
    };

    /// <summary>Mistakes in the section about superinstructions: number, section with the place marked, message.</summary>
    public static TheoryData<string, string, string> SuperinstructionMistakes => new()
    {
        { "NWT002", """{"⟦set⟧":{}, "sequences":[]}""", "Unknown field 'set': there are sets and sequences" },
        { "NWT003", """⟦{⟧"sets":{}}""", "The field 'sequences' is missing" },
        { "NWT004", "⟦[]⟧", "''superinstructions'' must be an object" },
        { "NWT004", """{"sets":⟦[]⟧, "sequences":[]}""", "'sets' must be an object" },
        { "NWT004", """{"sets":{"load":⟦[]⟧}, "sequences":[]}""", "'load' must be a string" },
        { "NWT004", """{"sequences":⟦{}⟧}""", "'sequences' must be an array" },
        { "NWT004", """{"sequences":["local.get drop", ⟦1⟧]}""", "'sequences' must be an array of strings" },
        { "NWT005", """{"sets":{"load":"i32.load", "⟦load⟧":"f64.load"}, "sequences":[]}""", "'load' is there twice" },
        { "NWT006", """{"sets":{"⟦Load⟧":"i32.load"}, "sequences":[]}""", "'Load' is no name for a set: expected lower-case words such as i32-compare" },
        { "NWT006", """{"sets":{"⟦load_far⟧":"i32.load"}, "sequences":[]}""", "'load_far' is no name for a set: expected lower-case words such as i32-compare" },
        { "NWT028", """{"sequences":["⟦local.got drop⟧"]}""", "Unknown opcode 'local.got' in a superinstruction" },
        { "NWT028", """{"sequences":["⟦local.get drop|⟧"]}""", "Unknown opcode '' in a superinstruction" },
        { "NWT028", """{"sequences":["⟦local.get i32.got:3⟧"]}""", "Unknown opcode 'i32.got' in a superinstruction" },
        { "NWT028", """{"sets":{"load":"i32.load"}, "sequences":["⟦local.get <loads>⟧"]}""", "Unknown opcode '<loads>' in a superinstruction" },
        { "NWT028", """{"sets":{"load":"i32.load|i33.load"}, "sequences":["⟦local.get <load>⟧"]}""", "Unknown opcode 'i33.load' in a superinstruction" },
        { "NWT029", """{"sequences":["⟦local.get⟧"]}""", "Bad superinstruction 'local.get': it must have two opcodes, or one with longer immediates or behind a prefix" },
        { "NWT029", """{"sequences":["⟦local.get:1⟧"]}""", "Bad superinstruction 'local.get': it must have two opcodes, or one with longer immediates or behind a prefix" },
        { "NWT029", """{"sequences":["⟦⟧"]}""", "Bad superinstruction '': it must have two opcodes, or one with longer immediates or behind a prefix" },
        { "NWT029", """{"sequences":["⟦i32.const f64.add⟧"]}""", "Bad superinstruction 'i32.const f64.add': no code can have it: the types of operands differ" },
        { "NWT029", """{"sequences":["⟦i32.const|i64.const f64.add drop⟧"]}""", "Bad superinstruction 'i32.const|i64.const f64.add drop': no code can have it: the types of operands differ" },
        { "NWT029", """{"sequences":["⟦i32.const ref.is_null⟧"]}""", "Bad superinstruction 'i32.const ref.is_null': no code can have it: the types of operands differ" },
        { "NWT029", """{"sequences":["⟦f64.const f64.const f64.const⟧"]}""", "Bad superinstruction 'f64.const f64.const f64.const': it takes more than 24 bytes" },
        { "NWT029", """{"sequences":["⟦drop i64.const:10 i64.const:10 i32.const⟧"]}""", "Bad superinstruction 'drop i64.const:10 i64.const:10 i32.const': it takes more than 24 bytes" },
        { "NWT029", """{"sequences":["⟦local.get br_if local.get⟧"]}""", "Bad superinstruction 'local.get br_if local.get': br_if can only be the last one" },
        { "NWT029", """{"sequences":["⟦call drop⟧"]}""", "Bad superinstruction 'call drop': call can only be the last one" },
        { "NWT029", """{"sequences":["⟦local.get br_if:2⟧"]}""", "Bad superinstruction 'local.get br_if:2': br_if can only have the shortest immediates" },
        { "NWT029", """{"sequences":["⟦br:2⟧"]}""", "Bad superinstruction 'br:2': br can only have the shortest immediates" },
        { "NWT029", """{"sequences":["⟦block engine.finish⟧"]}""", "Bad superinstruction 'block engine.finish': engine.finish cannot stand in one" },
        { "NWT029", """{"sequences":["⟦local.get select_t⟧"]}""", "Bad superinstruction 'local.get select_t': select_t cannot stand in one" },
        { "NWT029", """{"sequences":["⟦block unreachable⟧"]}""", "Bad superinstruction 'block unreachable': unreachable cannot stand in one" },
        { "NWT029", """{"sequences":["⟦i32.const memory.grow⟧"]}""", "Bad superinstruction 'i32.const memory.grow': memory.grow cannot stand in one" },
        { "NWT029", """{"sequences":["⟦local.get:0 drop⟧"]}""", "Bad superinstruction 'local.get:0 drop': 'local.get:0' has no immediates of that length" },
        { "NWT029", """{"sequences":["⟦local.get:6 drop⟧"]}""", "Bad superinstruction 'local.get:6 drop': 'local.get:6' has no immediates of that length" },
        { "NWT029", """{"sequences":["⟦i64.const:11 drop⟧"]}""", "Bad superinstruction 'i64.const:11 drop': 'i64.const:11' has no immediates of that length" },
        { "NWT029", """{"sequences":["⟦local.get i32.load:1⟧"]}""", "Bad superinstruction 'local.get i32.load:1': 'i32.load:1' has no immediates of that length" },
        { "NWT029", """{"sequences":["⟦local.get i32.load:7⟧"]}""", "Bad superinstruction 'local.get i32.load:7': 'i32.load:7' has no immediates of that length" },
        { "NWT029", """{"sequences":["⟦f64.const:9 drop⟧"]}""", "Bad superinstruction 'f64.const:9 drop': 'f64.const:9' has no immediates of that length" },
        { "NWT029", """{"sequences":["⟦local.get drop:1⟧"]}""", "Bad superinstruction 'local.get drop:1': 'drop:1' has no immediates of that length" },
        { "NWT029", """{"sequences":["⟦local.get: drop⟧"]}""", "Bad superinstruction 'local.get: drop': 'local.get:' has no immediates of that length" },
        { "NWT029", """{"sequences":["⟦local.get:+2 drop⟧"]}""", "Bad superinstruction 'local.get:+2 drop': 'local.get:+2' has no immediates of that length" },
        { "NWT029", """{"sequences":["⟦local.get:2:2 drop⟧"]}""", "Bad superinstruction 'local.get:2:2 drop': 'local.get:2:2' has no immediates of that length" },
    };

    [Theory]
    [MemberData(nameof(RowMistakes))]
    public void Row_WithMistake_IsReportedAtItsPlace(string id, string row, string message) => AssertMistake(id, Tables.WithRows(row), message);

    [Theory]
    [MemberData(nameof(FileMistakes))]
    public void File_WithMistake_IsReportedAtItsPlace(string id, string file, string message) => AssertMistake(id, file, message);

    [Theory]
    [MemberData(nameof(SuperinstructionMistakes))]
    public void Superinstruction_WithMistake_IsReportedAtItsPlace(string id, string section, string message) =>
        AssertMistake(id, Tables.WithSuperinstructions(section), message);

    [Theory]
    [InlineData("⟦⟧")]
    [InlineData("{⟦⟧")]
    [InlineData("{\n  \"features\": {},⟦}⟧\n")]
    [InlineData("{\n  ⟦/⟧/ a comment\n}")]
    [InlineData("{\"doc\":\"ä€😀\", ⟦x⟧:1}")]
    [InlineData("{} ⟦{⟧}")]
    public void Json_Broken_IsReportedAtItsPlace(string marked)
    {
        MarkedText expected = MarkedText.Parse(marked);

        ParseResult result = Tables.Parse(expected.Text);

        TableDiagnostic mistake = Assert.Single(result.Diagnostics);
        Assert.Equal("NWT001", mistake.Id);
        Assert.Equal(expected.Place, (mistake.Span.Start, mistake.Span.Length));
        Assert.StartsWith("The table is not valid JSON: ", mistake.ToDiagnostic().GetMessage(null), StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", mistake.ToDiagnostic().GetMessage(null), StringComparison.Ordinal);
        Assert.Null(result.Table);
    }

    [Fact]
    public void Rows_WithSeveralMistakes_AreAllReportedInOrder()
    {
        ParseResult result = Tables.Parse(Tables.WithRows(
            """{"ops":{"a":"1"}, "sig":"b:i33 ->", "since":"gc"}""",
            """{"ops":{"nop":"01"}}""",
            """{"ops":{"c":"02"}, "flow":"goto"}"""));

        Assert.Equal(["NWT007", "NWT011", "NWT020", "NWT021"], result.Diagnostics.Select(static mistake => mistake.Id));
        Assert.Equal(["nop"], result.Table!.Instructions.Select(static instruction => instruction.Mnemonic));
    }

    [Fact]
    public void Descriptors_All_HaveATestAndARelease()
    {
        IEnumerable<string> tested = RowMistakes.Concat(FileMistakes).Concat(SuperinstructionMistakes).Select(static row => (string)row[0]).Concat(["NWT001", "NWT027"]).Distinct().Order();
        string releases = Repository.Read("src", "NanoWasm.Generators", "AnalyzerReleases.Unshipped.md");

        Assert.Equal(TableDiagnostics.All.Select(static descriptor => descriptor.Id), tested);
        Assert.All(TableDiagnostics.All, descriptor => Assert.Contains(descriptor.Id, releases, StringComparison.Ordinal));
    }

    private static void AssertMistake(string id, string marked, string message)
    {
        MarkedText expected = MarkedText.Parse(marked);

        ParseResult result = Tables.Parse(expected.Text);

        Diagnostic mistake = Assert.Single(result.Diagnostics).ToDiagnostic();
        TextSpan span = new(expected.Place.Start, expected.Place.Length);
        Assert.Equal(id, mistake.Id);
        Assert.Equal(message, mistake.GetMessage(null));
        Assert.Equal(span, mistake.Location.SourceSpan);
        FileLinePositionSpan place = mistake.Location.GetLineSpan();
        Assert.Equal(Tables.Path, place.Path);
        Assert.Equal(SourceText.From(expected.Text).Lines.GetLinePositionSpan(span), place.Span);
    }
}
