using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.Common;
using Microsoft.ML.Data;

namespace Microsoft.ML.Model.Schema;

/// <summary>Values one after the other, little-endian.</summary>
internal sealed class BlittableCodec<T>(string name, DataViewType type) : ValueCodec<T>(name, type)
    where T : unmanaged
{
    public override void Write(BinaryWriter writer, ReadOnlySpan<T> values)
    {
        Check.State(BitConverter.IsLittleEndian, "Model files are little-endian, and so must the machine be.");
        writer.Write(MemoryMarshal.AsBytes(values));
        writer.Flush();
    }

    public override T[] Read(BinaryReader reader, int count)
    {
        CheckRemaining(reader, count, Unsafe.SizeOf<T>());
        var values = new T[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
