using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => Operators.Add.Call(left, right);

        public static Tensor operator +(Tensor left, Scalar right) => Operators.AddScalar.Call(left, right);

        public static Tensor operator +(Tensor left, int right) => Operators.AddScalar.Call(left, (long)right);

        public static Tensor operator +(Tensor left, long right) => Operators.AddScalar.Call(left, right);

        public static Tensor operator +(Tensor left, float right) => Operators.AddScalar.Call(left, (double)right);

        public static Tensor operator +(Tensor left, double right) => Operators.AddScalar.Call(left, right);

        public static Tensor operator +(int left, Tensor right) => right + left;

        public static Tensor operator +(long left, Tensor right) => right + left;

        public static Tensor operator +(float left, Tensor right) => right + left;

        public static Tensor operator +(double left, Tensor right) => right + left;

        public static Tensor operator -(Tensor left, Tensor right) => Operators.Sub.Call(left, right);

        public static Tensor operator -(Tensor left, Scalar right) => Operators.SubScalar.Call(left, right);

        public static Tensor operator -(Tensor left, int right) => Operators.SubScalar.Call(left, (long)right);

        public static Tensor operator -(Tensor left, long right) => Operators.SubScalar.Call(left, right);

        public static Tensor operator -(Tensor left, float right) => Operators.SubScalar.Call(left, (double)right);

        public static Tensor operator -(Tensor left, double right) => Operators.SubScalar.Call(left, right);

        public static Tensor operator -(int left, Tensor right) => Operators.Rsub.Call(right, (long)left);

        public static Tensor operator -(long left, Tensor right) => Operators.Rsub.Call(right, left);

        public static Tensor operator -(float left, Tensor right) => Operators.Rsub.Call(right, (double)left);

        public static Tensor operator -(double left, Tensor right) => Operators.Rsub.Call(right, left);

        public static Tensor operator *(Tensor left, Tensor right) => Operators.Mul.Call(left, right);

        public static Tensor operator *(Tensor left, Scalar right) => Operators.MulScalar.Call(left, right);

        public static Tensor operator *(Tensor left, int right) => Operators.MulScalar.Call(left, (long)right);

        public static Tensor operator *(Tensor left, long right) => Operators.MulScalar.Call(left, right);

        public static Tensor operator *(Tensor left, float right) => Operators.MulScalar.Call(left, (double)right);

        public static Tensor operator *(Tensor left, double right) => Operators.MulScalar.Call(left, right);

        public static Tensor operator *(int left, Tensor right) => right * left;

        public static Tensor operator *(long left, Tensor right) => right * left;

        public static Tensor operator *(float left, Tensor right) => right * left;

        public static Tensor operator *(double left, Tensor right) => right * left;

        public static Tensor operator /(Tensor left, Tensor right) => Operators.Div.Call(left, right);

        public static Tensor operator /(Tensor left, Scalar right) => Operators.DivScalar.Call(left, right);

        public static Tensor operator /(Tensor left, int right) => Operators.DivScalar.Call(left, (long)right);

        public static Tensor operator /(Tensor left, long right) => Operators.DivScalar.Call(left, right);

        public static Tensor operator /(Tensor left, float right) => Operators.DivScalar.Call(left, (double)right);

        public static Tensor operator /(Tensor left, double right) => Operators.DivScalar.Call(left, right);

        public static Tensor operator /(int left, Tensor right) => Quotient(left, right);

        public static Tensor operator /(long left, Tensor right) => Quotient(left, right);

        public static Tensor operator /(float left, Tensor right) => Quotient(left, right);

        public static Tensor operator /(double left, Tensor right) => Quotient(left, right);

        public static Tensor operator -(Tensor tensor) => tensor.neg();

        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);

        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);

        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);

        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);

        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);

        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);

        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);

        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);

        private static Tensor Quotient(Scalar left, Tensor right)
        {
            using Tensor inverse = right.reciprocal();
            return inverse.mul(left);
        }
    }
}
