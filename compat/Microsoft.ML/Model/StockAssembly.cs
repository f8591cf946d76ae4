namespace Microsoft.ML.Model;

/// <summary>The assemblies of the real package, which model files name as the ones to load a component with.</summary>
internal static class StockAssembly
{
    public const string Data =
        "Microsoft.ML.Data, Version=1.0.0.0, Culture=neutral, PublicKeyToken=cc7b13ffcd2ddd51";

    public const string ImageAnalytics =
        "Microsoft.ML.ImageAnalytics, Version=1.0.0.0, Culture=neutral, PublicKeyToken=cc7b13ffcd2ddd51";

    public static bool IsStock(string fullName)
    {
        string name = fullName.Split(',')[0].Trim();
        return name is "Microsoft.ML" or "Microsoft.ML.DataView" or "Microsoft.ML.Core" or "Microsoft.ML.Data"
            or "Microsoft.ML.Transforms" or "Microsoft.ML.StandardTrainers" or "Microsoft.ML.CpuMath";
    }
}
