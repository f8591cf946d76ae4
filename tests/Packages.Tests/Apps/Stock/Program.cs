using Microsoft.ML;

// Stock FILE: prints what a chain of ML.NET's own transformers says of ten rows.
var context = new MLContext();
Spot.PrintScores(context, context.Model.Load(args[0], out _));
