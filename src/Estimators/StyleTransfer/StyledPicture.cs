using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Estimators;

/// <summary>The painted picture of the present row, painted once, when it is asked for.</summary>
internal sealed class StyledPicture(StyleEngine engine, DataViewRow input, Func<Picture>? source)
{
    private Picture? _picture;
    private long _position = -1;

    /// <summary>Gives the picture to the caller, whose earlier one goes, as with ML.NET's own image columns.</summary>
    public void Get(ref MLImage value)
    {
        if (_picture is null || _position != input.Position)
        {
            _picture = null;
            _picture = engine.Apply(source!(), input.Position);
            _position = input.Position;
        }

        value?.Dispose();
        value = _picture.ToImage();
    }
}
