using System.Text;

namespace TorchSharp.Native;

/// <summary>An ATen operator by the name in its schema; looked up at the first call.</summary>
internal sealed unsafe class Operator(string name, string overload = "")
{
    private const int ScratchOnStack = 64;
    private const int MaxResults = 4;

    private nint _handle;

    private nint Handle => _handle != 0 ? _handle : Find();

    /// <summary>Calls an operator that gives one tensor.</summary>
    internal torch.Tensor Call(params ReadOnlySpan<Value> arguments)
    {
        NativeValue result;
        Execute(arguments, &result, 1);
        return Take(result);
    }

    /// <summary>Calls an operator that changes its first argument, which is returned.</summary>
    internal torch.Tensor Update(params ReadOnlySpan<Value> arguments)
    {
        Execute(arguments, null, 0);
        return arguments[0].Tensor;
    }

    /// <summary>Calls an operator that gives two tensors.</summary>
    internal (torch.Tensor First, torch.Tensor Second) CallPair(params ReadOnlySpan<Value> arguments)
    {
        NativeValue* results = stackalloc NativeValue[MaxResults];
        Execute(arguments, results, MaxResults);
        return (Take(results[0]), Take(results[1]));
    }

    /// <summary>Calls an operator that gives a list of tensors.</summary>
    internal torch.Tensor[] CallList(params ReadOnlySpan<Value> arguments)
    {
        NativeValue result;
        Execute(arguments, &result, 1);
        var tensors = new torch.Tensor[result.Length];
        for (int i = 0; i < tensors.Length; i++)
        {
            tensors[i] = new torch.Tensor(((nint*)result.Pointer)[i]);
        }

        NativeMethods.mlnd_free_list(result.Pointer);
        return tensors;
    }

    /// <summary>Calls an operator that gives a truth value.</summary>
    internal bool CallBool(params ReadOnlySpan<Value> arguments)
    {
        NativeValue result;
        Execute(arguments, &result, 1);
        return result.Integer != 0;
    }

    /// <summary>Calls an operator that gives a number.</summary>
    internal Scalar CallScalar(params ReadOnlySpan<Value> arguments)
    {
        NativeValue result;
        Execute(arguments, &result, 1);
        return result.Tag switch
        {
            ValueTag.Double => result.Number,
            ValueTag.Bool => result.Integer != 0,
            _ => result.Integer,
        };
    }

    private static torch.Tensor Take(in NativeValue result) => new(result.Pointer);

    private void Execute(ReadOnlySpan<Value> arguments, NativeValue* results, int capacity)
    {
        int words = 0;
        foreach (ref readonly Value argument in arguments)
        {
            words += argument.ScratchWords;
        }

        NativeValue* native = stackalloc NativeValue[arguments.Length];
        long* onStack = stackalloc long[ScratchOnStack];
        long[]? onHeap = words > ScratchOnStack ? GC.AllocateUninitializedArray<long>(words, pinned: true) : null;
        fixed (long* pinned = onHeap)
        {
            long* scratch = onHeap is null ? onStack : pinned;
            for (int i = 0; i < arguments.Length; i++)
            {
                arguments[i].Write(native + i, ref scratch);
            }

            if (NativeMethods.mlnd_call(Handle, native, arguments.Length, results, capacity) < 0)
            {
                NativeError.Throw();
            }
        }
    }

    private nint Find()
    {
        byte[] nameBytes = Encoding.UTF8.GetBytes("aten::" + name + '\0');
        byte[] overloadBytes = Encoding.UTF8.GetBytes(overload + '\0');
        fixed (byte* pinnedName = nameBytes)
        fixed (byte* pinnedOverload = overloadBytes)
        {
            nint found = NativeMethods.mlnd_operator(pinnedName, pinnedOverload);
            if (found == 0)
            {
                NativeError.Throw();
            }

            return _handle = found;
        }
    }
}
