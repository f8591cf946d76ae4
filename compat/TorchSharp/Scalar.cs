using TorchSharp.Native;

namespace TorchSharp;

public sealed class Scalar : IDisposable
{
    private readonly long _integer;
    private readonly double _number;

    private Scalar(torch.ScalarType type, long integer, double number)
    {
        Type = type;
        _integer = integer;
        _number = number;
    }

    public torch.ScalarType Type { get; }

    internal long Integer => torch.is_floating_point(Type) ? checked((long)_number) : _integer;

    internal double Number => torch.is_floating_point(Type) ? _number : _integer;

    public static implicit operator Scalar(byte value) => new(torch.ScalarType.Int64, value, 0);

    public static implicit operator Scalar(int value) => new(torch.ScalarType.Int64, value, 0);

    public static implicit operator Scalar(long value) => new(torch.ScalarType.Int64, value, 0);

    public static implicit operator Scalar(float value) => new(torch.ScalarType.Float64, 0, value);

    public static implicit operator Scalar(double value) => new(torch.ScalarType.Float64, 0, value);

    public static implicit operator Scalar(bool value) => new(torch.ScalarType.Bool, value ? 1 : 0, 0);

    public void Dispose()
    {
        // Nothing native behind it here.
    }

    internal Value AsValue() => Type switch
    {
        torch.ScalarType.Bool => _integer != 0,
        torch.ScalarType.Int64 => _integer,
        _ => _number,
    };
}
