using System.Reflection;
using System.Reflection.Emit;
using TorchSharp;

namespace MlNetDeep.Estimators.Tests.Support;

/// <summary>Finds in TorchSharp's own code the public members that make a <see cref="Scalar"/>, or call one that does.</summary>
internal static class ScalarMakers
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> _codes =
        typeof(OpCodes).GetFields().Select(f => (OpCode)f.GetValue(null)!).ToDictionary(code => code.Value);

    public static IEnumerable<MethodBase> Find()
    {
        List<MethodBase> methods = [.. typeof(Scalar).Assembly.GetTypes().SelectMany(MethodsOf)];
        Dictionary<int, List<int>> callers = [];
        foreach (MethodBase method in methods)
        {
            foreach (MethodBase callee in Callees(method))
            {
                (callers.TryGetValue(callee.MetadataToken, out List<int>? known) ? known : callers[callee.MetadataToken] = []).Add(method.MetadataToken);
            }

            // Who makes an object calls what the object overrides, by way of its base.
            if (method.IsVirtual)
            {
                (callers.TryGetValue(method.MetadataToken, out List<int>? known) ? known : callers[method.MetadataToken] = [])
                    .AddRange(method.DeclaringType!.GetConstructors(All).Where(c => !c.IsStatic).Select(c => c.MetadataToken));
            }
        }

        HashSet<int> found = [];
        var open = new Stack<int>(methods.Where(Makes).Select(m => m.MetadataToken));
        while (open.TryPop(out int token))
        {
            if (found.Add(token) && callers.TryGetValue(token, out List<int>? next))
            {
                next.ForEach(open.Push);
            }
        }

        return methods.Where(m => found.Contains(m.MetadataToken) && m.DeclaringType!.IsVisible && (m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly));
    }

    private static bool Makes(MethodBase method) =>
        method is MethodInfo { ReturnType: var result } ? result == typeof(Scalar) : method.DeclaringType == typeof(Scalar);

    private static IEnumerable<MethodBase> MethodsOf(Type type) => [.. type.GetMethods(All), .. type.GetConstructors(All)];

    /// <summary>What a method calls or takes the address of, in its own module; the body of an iterator for its constructor.</summary>
    private static IEnumerable<MethodBase> Callees(MethodBase method)
    {
        byte[] il = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        Type[]? ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        Type[]? ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (int at = 0; at < il.Length;)
        {
            OpCode code = _codes[il[at] == 0xFE ? (short)(0xFE00 | il[at + 1]) : il[at]];
            at += code.Size;
            if (code.OperandType == OperandType.InlineMethod
                && method.Module.ResolveMethod(BitConverter.ToInt32(il, at), ofType, ofMethod) is { } callee && callee.Module == method.Module)
            {
                yield return callee;
                if (callee is ConstructorInfo && callee.DeclaringType!.Name.Contains(">d__"))
                {
                    yield return callee.DeclaringType.GetMethod("MoveNext", All)!;
                }
            }

            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }
    }
}
