using Microsoft.ML;
using MlNetDeep.Transforms;

// Scorer FILE: prints what a saved model says of ten rows.
var context = new MLContext();
context.DeepLearning.RegisterLoaders();
Spot.PrintScores(context, context.Model.Load(args[0], out _));
