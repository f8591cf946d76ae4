namespace MlNetDeep;

/// <summary>In which precision an exported network keeps its weights.</summary>
public enum OnnxPrecision
{
    /// <summary>Single precision, 4 bytes a weight.</summary>
    Float,

    /// <summary>
    /// Half precision, 2 bytes a weight; the graph widens the weights where it reads them, and computes in single precision.
    /// </summary>
    Float16,

    /// <summary>
    /// One byte a weight, and arithmetic on bytes: layers are computed with whole numbers, whose scales come from rows that
    /// the network is calibrated with; see <see cref="OnnxExportOptions.Int8"/>.
    /// </summary>
    Int8,
}
