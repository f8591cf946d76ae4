namespace Microsoft.ML;

/// <summary>Writes a column's current value to <paramref name="value"/>, reusing what it holds where it can.</summary>
public delegate void ValueGetter<TValue>(ref TValue value);
