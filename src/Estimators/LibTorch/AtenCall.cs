using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.LibTorch;

/// <summary>
/// The arguments of one call of an operator, in the schema's order, 64 bits each; what is not added is 0, which is an absent
/// optional. Tensors and lists are handles of their own, which the operator frees; <see cref="Dispose"/> frees those that
/// were not handed to one.
/// </summary>
internal unsafe ref struct AtenCall : IDisposable
{
    private Values _values;
    private uint _tensors;
    private uint _lists;
    private int _count;

    public void Add(double value) => Push(BitConverter.DoubleToUInt64Bits(value));

    public void Add(bool value) => Push(value ? 1UL : 0);

    public void Add(Tensor tensor)
    {
        _tensors |= 1u << _count;
        Push((ulong)Own(tensor));
    }

    /// <summary>Adds a list of tensors.</summary>
    public void AddList(params ReadOnlySpan<Tensor> tensors)
    {
        nint list;
        Check(AtenInterface.NewList(tensors.Length, &list));
        _lists |= 1u << _count;
        Push((ulong)list);
        foreach (Tensor tensor in tensors)
        {
            Check(AtenInterface.PushBack(list, (ulong)Own(tensor)));
        }
    }

    /// <summary>Calls an operator that returns nothing.</summary>
    /// <param name="name">Its name in UTF-8, ending with a 0 byte.</param>
    /// <returns>Whether it ran; libtorch has written its reason to the error stream.</returns>
    public bool TryRun(ReadOnlySpan<byte> name)
    {
        // From here on the handles are the operator's. When there is no such operator they are lost, which is why
        // AtenOperator asks for that once, with tensors of one number.
        (_tensors, _lists) = (0, 0);
        byte overload = 0;
        fixed (byte* text = name)
        {
            return AtenInterface.CallDispatcher(text, &overload, (ulong*)Unsafe.AsPointer(ref _values), AtenInterface.Version) == 0;
        }
    }

    public readonly void Dispose()
    {
        for (int i = 0; i < _count; i++)
        {
            if ((_tensors >> i & 1) != 0)
            {
                AtenInterface.DeleteTensor((nint)_values[i]);
            }
            else if ((_lists >> i & 1) != 0)
            {
                DeleteList((nint)_values[i]);
            }
        }
    }

    private static void DeleteList(nint list)
    {
        nint count;
        AtenInterface.ListSize(list, &count);
        for (nint i = 0; i < count; i++)
        {
            ulong tensor;
            AtenInterface.ListItem(list, i, &tensor);
            AtenInterface.DeleteTensor((nint)tensor);
        }

        AtenInterface.DeleteList(list);
    }

    private static nint Own(Tensor tensor)
    {
        nint handle;
        Check(AtenInterface.NewTensorHandle(tensor.Handle, &handle));
        GC.KeepAlive(tensor);
        return handle;
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new TrainingException("libtorch could not prepare the arguments of an operator: it is out of memory.");
        }
    }

    private void Push(ulong value) => _values[_count++] = value;

    // A ref struct lives on the stack, so that its address stays what it is during a call.
    [InlineArray(32)]
    private struct Values
    {
        private ulong _first;
    }
}
